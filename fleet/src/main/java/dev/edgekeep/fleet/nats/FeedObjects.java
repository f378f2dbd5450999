package dev.edgekeep.fleet.nats;

import dev.edgekeep.fleet.message.ObjectReference;
import io.nats.client.Message;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamInfoOptions;
import io.nats.client.api.Subject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are too large for a message, in chunks that are messages of a stream. They are read
 * with direct gets, several at a time. All methods block.
 */
public final class FeedObjects {
  private static final int CHUNK = 256 << 10;

  /** Chunks that are asked for at a time. */
  private static final int WINDOW = 8;

  private final FeedConnection connection;
  private final FeedStore store;

  public FeedObjects(FeedConnection connection) {
    this.connection = connection;
    this.store = new FeedStore(connection);
  }

  /**
   * Stores an object.
   *
   * @param name of the object, not used before in the group
   */
  public void put(String group, String name, byte[] bytes)
      throws FeedException, InterruptedException {
    for (int i = 0; i < chunks(bytes.length); i++) {
      byte[] chunk = Arrays.copyOfRange(bytes, i * CHUNK, Math.min(bytes.length, (i + 1) * CHUNK));
      store.put(Subjects.chunk(group, name, i), chunk, null);
    }
  }

  /**
   * Reads an object. Its hash is not checked here.
   *
   * @return null: a chunk is missing, or has another length than it should
   */
  public byte @Nullable [] get(String group, ObjectReference object)
      throws FeedException, InterruptedException {
    byte[] bytes = new byte[Math.toIntExact(object.size())];
    int chunks = chunks(bytes.length);
    Queue<CompletableFuture<Message>> asked = new ArrayDeque<>();
    int next = 0;
    for (int i = 0; i < chunks; i++) {
      while (next < chunks && asked.size() < WINDOW) {
        asked.add(
            store.lastLater(
                Subjects.objectStream(group), Subjects.chunk(group, object.name(), next++)));
      }
      StoredMessage chunk = FeedStore.read(connection.await(asked.remove()));
      int at = i * CHUNK;
      if (chunk == null || chunk.data().length != Math.min(CHUNK, bytes.length - at)) {
        return null;
      }
      System.arraycopy(chunk.data(), 0, bytes, at, chunk.data().length);
    }
    return bytes;
  }

  /** The names of the objects of a group. */
  public List<String> names(String group) throws FeedException {
    List<String> names = new ArrayList<>();
    FeedStreams streams = new FeedStreams(connection, 1);
    FeedStreams.run(() -> {
      StreamInfo info =
          streams
              .management()
              .getStreamInfo(
                  Subjects.objectStream(group),
                  StreamInfoOptions.filterSubjects(Subjects.chunk(group, "*", 0)));
      for (Subject subject : info.getStreamState().getSubjects()) {
        names.add(subject.getName().split("\\.", -1)[3]);
      }
    });
    return names;
  }

  /** Deletes an object. */
  public void delete(String group, String name) throws FeedException {
    new FeedStreams(connection, 1)
        .purge(Subjects.objectStream(group), Subjects.object(group, name));
  }

  private static int chunks(int length) {
    return (length + CHUNK - 1) / CHUNK;
  }
}
