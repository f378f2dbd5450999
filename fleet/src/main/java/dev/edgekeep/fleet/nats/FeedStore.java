package dev.edgekeep.fleet.nats;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamOptions;
import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes messages of streams. Reads are direct gets, which any replica of the stream
 * answers and which need no consumer. All methods block, for at most the time limit of requests.
 */
public final class FeedStore {
  /** The name of the subject is part of the request, so that permissions can be given for it. */
  private static final String GET = "$JS.API.DIRECT.GET.";

  private static final int NOT_FOUND = 404;
  private static final int WRONG_LAST_SEQUENCE = 10071;
  private static final int STREAM_NOT_FOUND = 10059;
  private static final int MESSAGE_TOO_LARGE = 10054;

  private final FeedConnection connection;

  public FeedStore(FeedConnection connection) {
    this.connection = connection;
  }

  /**
   * The last message of a subject.
   *
   * @return null: there is none
   * @throws FeedException also when there is no such stream
   */
  public @Nullable StoredMessage last(String stream, String subject)
      throws FeedException, InterruptedException {
    return read(connection.await(lastLater(stream, subject)));
  }

  /**
   * The next message of a subject, which may contain wildcards.
   *
   * @param after the number of the message before it; 0: from the beginning
   * @return null: there is none
   * @throws FeedException also when there is no such stream
   */
  public @Nullable StoredMessage next(String stream, String subject, long after)
      throws FeedException, InterruptedException {
    String query = "{\"seq\":%d,\"next_by_subj\":\"%s\"}".formatted(after + 1, subject);
    return read(
        connection.await(
            connection.requestLater(GET + stream, query.getBytes(StandardCharsets.UTF_8))));
  }

  /** Asks for the last message of a subject. Does not block; {@link #read} reads the answer. */
  CompletableFuture<Message> lastLater(String stream, String subject) throws FeedException {
    return connection.requestLater(GET + stream + "." + subject, new byte[0]);
  }

  static @Nullable StoredMessage read(Message answer) throws FeedException {
    if (answer.isStatusMessage()) {
      int code = answer.getStatus().getCode();
      if (code == NOT_FOUND) {
        return null;
      }
      throw new FeedException(
          code == 503 ? FeedException.Reason.NO_STREAM : FeedException.Reason.REFUSED,
          "the message server has no such message: " + answer.getStatus().getMessageWithCode());
    }
    Headers headers = answer.getHeaders();
    String sequence = headers == null ? null : headers.getFirst("Nats-Sequence");
    String subject = headers == null ? null : headers.getFirst("Nats-Subject");
    if (sequence == null || subject == null) {
      throw new FeedException(
          FeedException.Reason.REFUSED, "the answer of the message server is not a message");
    }
    try {
      return new StoredMessage(subject, Long.parseLong(sequence), answer.getData());
    } catch (NumberFormatException _) {
      throw new FeedException(
          FeedException.Reason.REFUSED, "the message server counts messages in another way");
    }
  }

  /**
   * Adds a message to the stream of its subject.
   *
   * @param expected the number of the last message of the subject, 0 where there must be none;
   *     null: any
   * @return its number in the stream
   * @throws FeedException {@code OVERTAKEN} when the last message is another one
   */
  public long put(String subject, byte[] data, @Nullable Long expected)
      throws FeedException, InterruptedException {
    PublishOptions.Builder options = PublishOptions.builder();
    if (expected != null) {
      options.expectedLastSubjectSequence(expected);
    }
    try {
      PublishAck ack =
          connection
              .current()
              .jetStream(JetStreamOptions.builder().requestTimeout(connection.timeout()).build())
              .publish(subject, data, options.build());
      return ack.getSeqno();
    } catch (JetStreamApiException e) {
      throw new FeedException(reason(e), String.valueOf(e.getMessage()));
    } catch (IOException | IllegalStateException | IllegalArgumentException e) {
      if (String.valueOf(e.getMessage()).contains("503")) {
        throw new FeedException(FeedException.Reason.NO_STREAM, "no stream has " + subject);
      }
      throw FeedConnection.unreachable(e);
    }
  }

  private static FeedException.Reason reason(JetStreamApiException e) {
    return switch (e.getApiErrorCode()) {
      case WRONG_LAST_SEQUENCE -> FeedException.Reason.OVERTAKEN;
      case STREAM_NOT_FOUND -> FeedException.Reason.NO_STREAM;
      case MESSAGE_TOO_LARGE -> FeedException.Reason.TOO_LARGE;
      default -> FeedException.Reason.REFUSED;
    };
  }
}
