package dev.edgekeep.fleet.nats;

import io.nats.client.Connection;
import io.nats.client.Consumer;
import io.nats.client.Dispatcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Subjects and who receives their messages, on one connection after the other. Any thread. */
final class FeedSubscription {
  private static final int MAX_PENDING_MESSAGES = 4096;
  private static final int MAX_PENDING_BYTES = 16 << 20;

  private final List<String> subjects;
  private final @Nullable String queue;
  private final FeedSubscriber subscriber;
  private volatile @Nullable Dispatcher dispatcher;
  private volatile @Nullable Connection connection;
  private volatile boolean ended;

  FeedSubscription(List<String> subjects, @Nullable String queue, FeedSubscriber subscriber) {
    this.subjects = List.copyOf(subjects);
    this.queue = queue;
    this.subscriber = subscriber;
  }

  void begin(Connection next) {
    Dispatcher created =
        next.createDispatcher(message -> {
          if (!ended) {
            String reply = message.getReplyTo();
            subscriber.message(message.getSubject(), reply == null ? "" : reply, message.getData());
          }
        });
    created.setPendingLimits(MAX_PENDING_MESSAGES, MAX_PENDING_BYTES);
    for (String subject : subjects) {
      if (queue == null) {
        created.subscribe(subject);
      } else {
        created.subscribe(subject, queue);
      }
    }
    connection = next;
    dispatcher = created;
  }

  void discarded(Consumer consumer) {
    if (consumer.equals(dispatcher)) {
      subscriber.lost();
    }
  }

  void end() {
    ended = true;
    Connection current = connection;
    Dispatcher receiving = dispatcher;
    if (current != null && receiving != null && receiving.isActive()) {
      current.closeDispatcher(receiving);
    }
  }
}
