package dev.edgekeep.bench.load;

import java.io.IOException;
import java.time.Duration;

/** Requests over open connections; the next request is sent when one is answered. */
public final class KeepAliveLoad extends Load {
  private static final Duration OPEN_WITHIN = Duration.ofSeconds(30);

  private final Connections connections;
  private final int streams;

  private KeepAliveLoad(Connector connector, Connections connections, int streams) {
    super(connector);
    this.connections = connections;
    this.streams = streams;
  }

  /**
   * @param streams concurrent requests on each connection: 1 for HTTP/1.1
   */
  public static KeepAliveLoad open(Connector connector, int count, int streams)
      throws IOException, InterruptedException {
    Connections connections = Connections.open(connector, count, OPEN_WITHIN);
    return new KeepAliveLoad(connector, connections, streams);
  }

  @Override
  void begin() {
    User user = new User();
    for (Client client : connections.clients()) {
      client.ownedBy(user);
      for (int i = 0; i < streams; i++) {
        user.next(client);
      }
    }
  }

  @Override
  public void close() {
    connections.close();
  }

  private final class User implements Client.Owner {
    void next(Client client) {
      if (mayBegin()) {
        began();
        client.send(System.nanoTime());
      } else {
        finishWhenIdle();
      }
    }

    @Override
    public void opened(Client client) {}

    @Override
    public void answered(Client client, long startNanos) {
      ended(startNanos);
      next(client);
    }

    @Override
    public void failed(Throwable cause) {
      fail(cause);
    }
  }
}
