package dev.edgekeep.fleet.nats;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stream of events, from which replicas of the control plane pull. One thread; blocks. */
public final class EventQueue {
  private static final int BATCH = 16;
  private static final Duration WAIT = Duration.ofSeconds(2);

  private final FeedConnection connection;
  private io.nats.client.@Nullable Connection last;
  private @Nullable JetStreamSubscription subscription;

  /** Receives a message of the stream. */
  @FunctionalInterface
  public interface Receiver {
    /** Handles a message; if it throws, the message is delivered again. */
    void message(String subject, byte[] data);
  }

  public EventQueue(FeedConnection connection) {
    this.connection = connection;
  }

  /**
   * Waits some seconds for messages, and passes them on. A message is gone when the receiver
   * returns.
   *
   * @throws FeedException when there is no connection, or no stream
   */
  public void next(Receiver receiver) throws FeedException, InterruptedException {
    try {
      List<Message> messages = subscription().fetch(BATCH, WAIT);
      for (Message message : messages) {
        take(receiver, message);
      }
    } catch (IOException
        | JetStreamApiException
        | IllegalStateException
        | IllegalArgumentException e) {
      last = null;
      throw FeedConnection.unreachable(e);
    }
  }

  private static void take(Receiver receiver, Message message) {
    try {
      receiver.message(message.getSubject(), message.getData());
    } catch (RuntimeException _) {
      message.nakWithDelay(WAIT);
      return;
    }
    message.ack();
  }

  private JetStreamSubscription subscription()
      throws FeedException, IOException, JetStreamApiException {
    io.nats.client.Connection current = connection.current();
    JetStreamSubscription open = subscription;
    if (open == null || !current.equals(last)) {
      open =
          current
              .jetStream()
              .subscribe(
                  null, // the consumer's own
                  PullSubscribeOptions.bind(Subjects.EVENTS_STREAM, FeedStreams.EVENTS_CONSUMER));
      subscription = open;
      last = current;
    }
    return open;
  }
}
