package dev.edgekeep.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests at a given rate, independent of the server. They are scheduled at random times (a
 * Poisson process, the same in every run), and a request that finds no idle connection waits for
 * one. Latency is measured from the scheduled time, so that a stall affects all requests that it
 * would have delayed.
 */
public final class PacedLoad extends Load {
  private static final Duration OPEN_WITHIN = Duration.ofSeconds(30);
  private static final long SEED = 20_261_122;

  private final Connections connections;
  private final int streams;
  private final double nanosBetween;
  private @Nullable User current;

  private PacedLoad(Connector connector, Connections connections, int streams, double perSecond) {
    super(connector);
    this.connections = connections;
    this.streams = streams;
    this.nanosBetween = 1e9 / perSecond;
  }

  /**
   * @param streams concurrent requests on each connection: 1 for HTTP/1.1
   * @param perSecond requests a second, over all connections
   */
  public static PacedLoad open(Connector connector, int count, int streams, double perSecond)
      throws IOException, InterruptedException {
    Connections connections = Connections.open(connector, count, OPEN_WITHIN);
    return new PacedLoad(connector, connections, streams, perSecond);
  }

  @Override
  void begin() {
    User user = new User();
    current = user;
    connections.clients().forEach(client -> client.ownedBy(user));
    for (int i = 0; i < streams; i++) {
      user.idle.addAll(connections.clients());
    }
    user.sendDue();
  }

  @Override
  public void close() {
    connections.close();
  }

  private final class User implements Client.Owner {
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Deque<Client> idle = new ArrayDeque<>();
    private final Deque<Long> waiting = new ArrayDeque<>();
    private double due = System.nanoTime();

    void sendDue() {
      if (current != this) {
        return; // Left over from a previous run.
      }
      while (mayBegin() && due <= System.nanoTime()) {
        began();
        waiting.add((long) due);
        due -= Math.log(1 - random.nextDouble()) * nanosBetween;
      }
      sendWaiting();
      if (mayBegin()) {
        long pause = Math.max(0, (long) due - System.nanoTime());
        connector().eventLoop().schedule(this::sendDue, pause, TimeUnit.NANOSECONDS);
      } else {
        finishWhenIdle();
      }
    }

    private void sendWaiting() {
      while (!waiting.isEmpty() && !idle.isEmpty()) {
        idle.removeFirst().send(waiting.removeFirst());
      }
    }

    @Override
    public void opened(Client client) {}

    @Override
    public void answered(Client client, long startNanos) {
      ended(startNanos);
      idle.addLast(client);
      sendWaiting();
      finishWhenIdle();
    }

    @Override
    public void failed(Throwable cause) {
      fail(cause);
    }
  }
}
