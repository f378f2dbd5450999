package dev.edgekeep.fleet.nats;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.PurgeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Creates the streams, or changes those that are there. The control plane's part only: nodes may
 * not. All methods block, for at most the time limit of requests.
 */
public final class FeedStreams {
  /** The durable consumer of events, which replicas of the control plane share. */
  public static final String EVENTS_CONSUMER = "control";

  private static final int STREAM_NOT_FOUND = 10059;
  private static final int MESSAGES_PER_SUBJECT = 256;
  private static final long MAX_EVENT_BYTES = 256L << 20;

  /** Batches of a node, and their size: one node takes a half of the place at most. */
  private static final int MAX_EVENT_BATCHES = 1_000;

  private static final int MAX_EVENT_BATCH_BYTES = 128 << 10;
  private static final Duration MAX_EVENT_AGE = Duration.ofDays(3);
  private static final Duration EVENT_ACK = Duration.ofSeconds(30);
  private static final int MAX_UNACKNOWLEDGED = 64;

  /** A batch that cannot be stored so often is given up: it must not stop those behind it. */
  private static final int MAX_DELIVERIES = 20;

  private final FeedConnection connection;
  private final int replicas;

  /**
   * @param replicas of each stream: 1, 3 or 5
   */
  public FeedStreams(FeedConnection connection, int replicas) {
    this.connection = connection;
    this.replicas = replicas;
  }

  /** Creates or updates the streams of a group. */
  public void ensureGroup(String group) throws FeedException {
    ensure(
        base(Subjects.stream(group), Subjects.allOfGroup(group))
            .maxMessagesPerSubject(MESSAGES_PER_SUBJECT)
            .build());
    ensure(
        base(Subjects.nodeStream(group), Subjects.allOfNodes(group))
            .maxMessagesPerSubject(1)
            .build());
    ensure(
        base(Subjects.objectStream(group), List.of(Subjects.allObjects(group)))
            .maxMessagesPerSubject(1)
            .build());
  }

  /**
   * Returns whether a group has its stream. A direct get does not tell: the server gives no answer
   * where there is no such stream.
   */
  public boolean hasGroup(String group) throws FeedException {
    try {
      run(() -> {
        Object _ = management().getStreamInfo(Subjects.stream(group));
      });
      return true;
    } catch (FeedException e) {
      if (e.reason() == FeedException.Reason.NO_STREAM) {
        return false;
      }
      throw e;
    }
  }

  /** Creates or updates the streams of what nodes send, and the consumer of events. */
  public void ensureShared() throws FeedException {
    ensure(
        base(Subjects.STATUS_STREAM, List.of(Subjects.ALL_STATUS, Subjects.ALL_REPORTS))
            .maxMessagesPerSubject(1)
            .build());
    ensure(
        base(Subjects.EVENTS_STREAM, List.of(Subjects.ALL_EVENTS))
            .maxBytes(MAX_EVENT_BYTES)
            .maxMessagesPerSubject(MAX_EVENT_BATCHES)
            .maximumMessageSize(MAX_EVENT_BATCH_BYTES)
            .maxAge(MAX_EVENT_AGE)
            .build());
    run(() ->
        management()
            .addOrUpdateConsumer(
                Subjects.EVENTS_STREAM,
                ConsumerConfiguration.builder()
                    .durable(EVENTS_CONSUMER)
                    .filterSubject(Subjects.ALL_EVENTS)
                    .ackWait(EVENT_ACK)
                    .maxAckPending(MAX_UNACKNOWLEDGED)
                    .maxDeliver(MAX_DELIVERIES)
                    .build()));
  }

  private StreamConfiguration.Builder base(String name, List<String> subjects) {
    return StreamConfiguration.builder()
        .name(name)
        .subjects(subjects)
        .storageType(StorageType.File)
        .discardPolicy(DiscardPolicy.Old)
        .allowDirect(true)
        .replicas(replicas);
  }

  private void ensure(StreamConfiguration stream) throws FeedException {
    run(() -> {
      JetStreamManagement management = management();
      try {
        management.getStreamInfo(stream.getName());
        management.updateStream(stream);
      } catch (JetStreamApiException e) {
        if (e.getApiErrorCode() != STREAM_NOT_FOUND) {
          throw e;
        }
        management.addStream(stream);
      }
    });
  }

  /** Deletes the streams of a group that is gone. */
  public void deleteGroup(String group) throws FeedException {
    for (String stream :
        List.of(Subjects.stream(group), Subjects.nodeStream(group), Subjects.objectStream(group))) {
      run(() -> {
        try {
          management().deleteStream(stream);
        } catch (JetStreamApiException e) {
          if (e.getApiErrorCode() != STREAM_NOT_FOUND) {
            throw e;
          }
        }
      });
    }
  }

  /** Deletes the messages for one node. */
  public void deleteNode(String group, String node) throws FeedException {
    String token = Subjects.token(node);
    for (String kind : List.of("key", "node")) {
      purge(Subjects.nodeStream(group), "edgekeep.group.%s.%s.%s".formatted(group, kind, token));
    }
    for (String kind : List.of("status", "report")) {
      purge(Subjects.STATUS_STREAM, "edgekeep.%s.%s.%s".formatted(kind, group, token));
    }
  }

  void purge(String stream, String subject) throws FeedException {
    run(() -> management().purgeStream(stream, PurgeOptions.subject(subject)));
  }

  JetStreamManagement management() throws FeedException, IOException {
    return connection
        .current()
        .jetStreamManagement(
            JetStreamOptions.builder().requestTimeout(connection.timeout()).build());
  }

  /** A request of the library. */
  interface Request {
    void run() throws FeedException, IOException, JetStreamApiException;
  }

  static void run(Request request) throws FeedException {
    try {
      request.run();
    } catch (JetStreamApiException e) {
      throw new FeedException(
          e.getApiErrorCode() == STREAM_NOT_FOUND
              ? FeedException.Reason.NO_STREAM
              : FeedException.Reason.REFUSED,
          String.valueOf(e.getMessage()));
    } catch (IOException | IllegalStateException | IllegalArgumentException e) {
      throw FeedConnection.unreachable(e);
    }
  }
}
