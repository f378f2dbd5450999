package dev.edgekeep.keyserver.check;

import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Status;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges messages with one key server that has answered a ping. It connects again when the
 * connection has ended: some key servers close it after an error. Blocks. One thread.
 */
final class KeyServerSession implements AutoCloseable {
  private static final int PINGS = 7;
  private static final int PING_BYTES = 32;

  private final Target target;
  private final InstantSource clock;
  private final ServerReport.Peer peer;
  private @Nullable Connection connection;

  private KeyServerSession(Target target, InstantSource clock, Connection first) {
    this.target = target;
    this.clock = clock;
    this.peer = first.peer();
    this.connection = first;
  }

  /**
   * Connects, and waits for the answer to a ping: only that shows that the key server accepts this
   * edge.
   *
   * @throws UnreachableException with the reason in words
   */
  static KeyServerSession open(Target target, InstantSource clock) throws UnreachableException {
    return new KeyServerSession(target, clock, connect(target, clock));
  }

  private static Connection connect(Target target, InstantSource clock)
      throws UnreachableException {
    Connection connection = Connection.open(target, clock);
    try {
      ping(connection);
      return connection;
    } catch (IOException e) {
      connection.close();
      throw Reasons.unanswered(target, e);
    }
  }

  ServerReport.Peer peer() {
    return peer;
  }

  /**
   * Measures some pings.
   *
   * @throws UnreachableException when one is not answered
   */
  ServerReport.Latency ping() throws UnreachableException {
    try {
      List<Duration> pings = new ArrayList<>();
      for (int i = 0; i < PINGS; i++) {
        long start = System.nanoTime();
        ping(connection());
        pings.add(Duration.ofNanos(System.nanoTime() - start));
      }
      return ServerReport.Latency.of(pings);
    } catch (IOException e) {
      throw Reasons.unanswered(target, e);
    }
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws IOException when there is none
   * @throws UnreachableException when the connection had ended and there is no new one
   */
  Message exchange(Message request) throws IOException, UnreachableException {
    Connection current = connection();
    try {
      return current.exchange(request);
    } catch (IOException e) {
      current.close();
      connection = null;
      throw e;
    }
  }

  private Connection connection() throws UnreachableException {
    Connection current = connection;
    if (current == null) {
      current = connect(target, clock);
      connection = current;
    }
    return current;
  }

  private static void ping(Connection connection) throws IOException {
    byte[] payload = new byte[PING_BYTES];
    new SecureRandom().nextBytes(payload);
    Message answer = connection.exchange(Message.ping(0, payload));
    if (answer.code() != Status.PONG.code()) {
      throw new IOException("a ping is answered with 0x%02x".formatted(answer.code()));
    }
    if (!Arrays.equals(answer.payload(), payload)) {
      throw new IOException("a ping is not answered with what it sent");
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.close();
    }
  }
}
