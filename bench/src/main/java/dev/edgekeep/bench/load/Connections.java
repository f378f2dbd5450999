package dev.edgekeep.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Open connections, each of which has had a request answered. */
public final class Connections implements AutoCloseable {
  private static final int AT_ONCE = 32;

  private final Connector connector;
  private final List<Client> clients = new ArrayList<>(); // event loop only

  private Connections(Connector connector) {
    this.connector = connector;
  }

  /**
   * Opens {@code count} connections.
   *
   * @throws IOException if one fails, or they are not open in time
   */
  public static Connections open(Connector connector, int count, Duration within)
      throws IOException, InterruptedException {
    Connections connections = new Connections(connector);
    try {
      connections.openMore(count, within);
      return connections;
    } catch (IOException | InterruptedException e) {
      connections.close();
      throw e;
    }
  }

  /** Opens {@code count} more connections. */
  public void openMore(int count, Duration within) throws IOException, InterruptedException {
    Opening opening = new Opening(count);
    connector.eventLoop().execute(opening::begin);
    try {
      opening.done.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("a connection failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("%d connections were not open after %s".formatted(count, within), e);
    }
  }

  /** Event loop only. */
  List<Client> clients() {
    return clients;
  }

  @Override
  public void close() {
    connector
        .eventLoop()
        .submit(() -> {
          clients.forEach(Client::close);
          clients.clear();
        })
        .syncUninterruptibly();
  }

  private final class Opening implements Client.Owner {
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int toConnect;
    private int toAnswer;

    Opening(int count) {
      this.toConnect = count;
      this.toAnswer = count;
    }

    void begin() {
      for (int i = 0; i < AT_ONCE; i++) {
        next();
      }
    }

    private void next() {
      if (toConnect > 0) {
        toConnect--;
        connector.connect(this);
      }
    }

    @Override
    public void opened(Client client) {
      clients.add(client);
      client.send(System.nanoTime());
    }

    @Override
    public void answered(Client client, long startNanos) {
      toAnswer--;
      if (toAnswer == 0) {
        done.complete(null);
      }
      next();
    }

    /** The load that uses a connection reports if it ends later. */
    @Override
    public void failed(Throwable cause) {
      toConnect = 0;
      done.completeExceptionally(cause);
    }
  }
}
