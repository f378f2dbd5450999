package dev.edgekeep.edge.origin;

import dev.edgekeep.daemon.deadline.Deadlines;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/**
 * One connection of a pool, and what the pool knows about it. Its time limit is for being idle.
 * Event loop only.
 */
final class PooledConnection extends Deadlines.Watched implements ConnectionOwner {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final PooledConnections home;
  private final ServerPool.Setup setup;
  private final OriginConnection connection;
  private int streams;
  private boolean isListed;

  PooledConnection(
      PooledConnections home, ServerPool.Setup setup, OriginProtocol protocol, Channel channel) {
    this.home = home;
    this.setup = setup;
    this.connection = protocol.connection(channel, setup.server(), this);
  }

  OriginStream open(OriginRequest request, OriginListener listener, int headerBytes) {
    noLimit();
    streams++;
    home.pool().countStreams(1);
    OriginStream stream = connection.open(request, listener, headerBytes);
    list();
    return stream;
  }

  boolean hasRoom() {
    return connection.capacity() > 0;
  }

  /** Lists it among those with room, where it has some. */
  void list() {
    if (!isListed && hasRoom()) {
      isListed = true;
      home.list(this);
    }
  }

  /** It was taken from the list. */
  void unlisted() {
    isListed = false;
  }

  /** Keeps it for later requests, within limits. It is listed. */
  void becomeIdleIfUnused() {
    if (streams > 0) {
      return;
    }
    if (home.mayKeep()) {
      limitIdleTime();
    } else {
      connection.close();
    }
  }

  void closeIfUnused() {
    if (streams == 0) {
      connection.close();
    }
  }

  private void limitIdleTime() {
    limit(System.nanoTime(), IDLE_NANOS);
    setup.parts().deadlines().watch(this, setup.loop());
  }

  @Override
  protected void limitPassed() {
    connection.close();
  }

  @Override
  public void streamEnded() {
    streams--;
    home.pool().countStreams(-1);
    list();
    if (!serveOthers()) {
      becomeIdleIfUnused();
    }
  }

  @Override
  public void capacityGrown() {
    list();
    home.serveWaiters(this);
    serveOthers();
  }

  /**
   * Serves requests that wait for a place, here or on another event loop, on a later turn of the
   * loop: the listener of the stream that has ended is about to be told. A pool that has waited
   * long gets the place of this connection.
   *
   * @return false when none wait
   */
  private boolean serveOthers() {
    PlaceQueue places = home.places();
    if (places == null || !places.isWanted(streams == 0)) {
      return false;
    }
    limitIdleTime();
    setup
        .loop()
        .execute(() -> {
          if (places.isOverdueElsewhere()) {
            closeIfUnused();
          }
          places.serve();
          if (places.isWantedElsewhere()) {
            closeIfUnused();
          }
        });
    return true;
  }

  @Override
  public void closed() {
    setup.parts().deadlines().unwatch(this);
    home.closed(this, isListed);
  }
}
