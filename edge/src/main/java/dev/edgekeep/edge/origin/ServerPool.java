package dev.edgekeep.edge.origin;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.dial.DialListener;
import dev.edgekeep.edge.dial.Dialer;
import dev.edgekeep.edge.origin.balance.Candidate;
import dev.edgekeep.edge.origin.health.ServerHealth;
import dev.edgekeep.snapshot.Origin;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's connections to one server of an origin. Streams are opened on connections that
 * have room, the one used last first; a request that finds none waits for a new one. Event loop
 * only, so there are no locks.
 */
public final class ServerPool implements Candidate, DialListener {
  private static final int MAX_OPEN = 4096;
  private static final int MAX_IDLE = 256;
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final OriginServer server;
  private final Origin.Server settings;
  private final OriginProtocol protocol;
  private final Dialer dialer;
  private final SharedServer shared;
  private final ServerHealth health;
  private final EventLoop loop;
  private final OriginPools.PoolParts parts;
  private final ArrayDeque<Member> withRoom = new ArrayDeque<>();
  private final ArrayDeque<StreamWaiter> waiting = new ArrayDeque<>();
  private int open;
  private int dialing;
  private int streams;

  ServerPool(
      OriginServer server,
      Origin.Server settings,
      OriginProtocol protocol,
      Dialer dialer,
      SharedServer shared,
      EventLoop loop,
      OriginPools.PoolParts parts) {
    this.server = server;
    this.settings = settings;
    this.protocol = protocol;
    this.dialer = dialer;
    this.shared = shared;
    this.health = shared.health();
    this.loop = loop;
    this.parts = parts;
  }

  /** The server, {@code host:port}. */
  @Override
  public String name() {
    return server.name();
  }

  /**
   * Opens a stream, and writes the head of a request.
   *
   * @return null when no connection has room for it
   */
  @Nullable OriginStream open(OriginRequest request, OriginListener listener, int headerBytes) {
    Member member = pollWithRoom();
    return member == null ? null : member.open(request, listener, headerBytes);
  }

  private @Nullable Member pollWithRoom() {
    while (true) {
      Member member = withRoom.pollLast();
      if (member == null) {
        return null;
      }
      member.isListed = false;
      if (member.connection.capacity() > 0) {
        return member;
      }
    }
  }

  /** Waits for a new connection. Connections that are being made are shared where they can be. */
  void connect(StreamWaiter waiter) {
    assert loop.inEventLoop();
    waiting.addLast(waiter);
    dialForWaiters();
  }

  private boolean isDialNeeded() {
    return waiting.size() > (long) dialing * protocol.streamsPerConnection();
  }

  /**
   * Makes the connections that the waiters need. Those beyond the limits fail, the newest first.
   */
  private void dialForWaiters() {
    while (isDialNeeded()) {
      OriginFailure refusal = reserveConnection();
      if (refusal == null) {
        dialing++;
        dialer.dial(this);
      } else {
        waiting.removeLast().connectFailed(refusal);
      }
    }
  }

  /** Reserves a connection within the limits. Returns the refusal if there is none left. */
  private @Nullable OriginFailure reserveConnection() {
    if (open >= MAX_OPEN) {
      return noCapacity("it has " + MAX_OPEN + " connections of ours open");
    }
    if (!parts.limit().tryAcquire()) {
      return noCapacity("all connections to origins that this node may have are taken");
    }
    open++;
    return null;
  }

  private static OriginFailure noCapacity(String detail) {
    return new OriginFailure(OriginFailure.Kind.NO_CAPACITY, detail);
  }

  private void releaseConnection() {
    open--;
    parts.limit().release();
  }

  @Override
  public void connected(Channel channel) {
    dialing--;
    health.connected();
    parts.metrics().originConnect(true);
    Member member = new Member(channel);
    member.list();
    member.serveWaiters();
    member.becomeIdleIfUnused();
    dialForWaiters();
  }

  @Override
  public void dialFailed(String reason) {
    connectFailed(OriginFailure.Kind.CONNECT, "no connection could be made: " + reason);
  }

  @Override
  public void dialTimedOut(String reason) {
    connectFailed(OriginFailure.Kind.CONNECT_TIMEOUT, "no connection was made in time: " + reason);
  }

  private void connectFailed(OriginFailure.Kind kind, String detail) {
    dialing--;
    releaseConnection();
    health.connectFailed(detail, System.nanoTime());
    parts.metrics().originConnect(false);
    OriginFailure failure = new OriginFailure(kind, detail);
    while (isDialNeeded()) {
      waiting.removeFirst().connectFailed(failure);
    }
  }

  /** Streams that are open, and requests that wait for one. */
  @Override
  public int requests() {
    return streams + waiting.size();
  }

  @Override
  public boolean isHealthy(long now) {
    return health.isHealthy(now);
  }

  @Override
  public int weight() {
    return settings.weight();
  }

  @Override
  public double share(long now) {
    return health.share(now);
  }

  @Override
  public boolean isBackup() {
    return settings.backup();
  }

  /** The state that this server has for the whole node. */
  SharedServer shared() {
    return shared;
  }

  boolean isUnused() {
    return open == 0;
  }

  /** One connection, and what the pool knows about it. Its time limit is for being idle. */
  private final class Member extends Deadlines.Watched implements ConnectionOwner {
    private final OriginConnection connection;
    private int streams;
    private boolean isListed;

    Member(Channel channel) {
      connection = protocol.connection(channel, server, this);
    }

    OriginStream open(OriginRequest request, OriginListener listener, int headerBytes) {
      noLimit();
      streams++;
      ServerPool.this.streams++;
      OriginStream stream = connection.open(request, listener, headerBytes);
      list();
      return stream;
    }

    /** Lists it among those with room, where it has some. */
    void list() {
      if (!isListed && connection.capacity() > 0) {
        isListed = true;
        withRoom.addLast(this);
      }
    }

    void serveWaiters() {
      while (connection.capacity() > 0 && !waiting.isEmpty()) {
        waiting.removeFirst().connected();
      }
    }

    /** Keeps it for later requests, within limits. It is listed. */
    void becomeIdleIfUnused() {
      if (streams > 0) {
        return;
      }
      if (withRoom.size() > MAX_IDLE || parts.limit().isNear()) {
        connection.close();
      } else {
        limit(System.nanoTime(), IDLE_NANOS);
        parts.deadlines().watch(this, loop);
      }
    }

    @Override
    protected void limitPassed() {
      connection.close();
    }

    @Override
    public void streamEnded() {
      streams--;
      ServerPool.this.streams--;
      list();
      becomeIdleIfUnused();
    }

    @Override
    public void capacityGrown() {
      list();
      serveWaiters();
    }

    @Override
    public void closed() {
      parts.deadlines().unwatch(this);
      releaseConnection();
      if (isListed) {
        withRoom.remove(this);
      }
    }
  }
}
