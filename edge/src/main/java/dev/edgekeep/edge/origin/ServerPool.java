package dev.edgekeep.edge.origin;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.dial.DialListener;
import dev.edgekeep.edge.dial.Dialer;
import dev.edgekeep.edge.origin.balance.Candidate;
import dev.edgekeep.edge.origin.health.ServerHealth;
import dev.edgekeep.edge.origin.queue.ServerSlots;
import dev.edgekeep.edge.proxyprotocol.EncodedHeader;
import dev.edgekeep.snapshot.ConnectionLimits;
import dev.edgekeep.snapshot.Origin;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's connections to one server of an origin. Streams are opened on connections that
 * have room, the one used last first; a request that finds none waits for a new one. Event loop
 * only, so there are no locks.
 *
 * <p>For an origin that gets the PROXY protocol, each client has a pool of its own beside this one,
 * whose connections and requests are included in the limits and the load of the server.
 */
public final class ServerPool implements Candidate, DialListener, ServerSlots.Pool {
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
  private final @Nullable Dedication dedication;
  private final @Nullable ConnectionLimits limits;
  private final @Nullable ServerQueue queue;
  private boolean isServingQueue;
  private volatile int queued;
  private int open;
  private int dialing;
  private int streams;
  private int waitingElsewhere;
  private boolean keepsNone;

  /**
   * The client that a pool is for.
   *
   * @param all the pool of the server, in which everything counts
   * @param header that connections begin with
   * @param unused called when the pool has no connection and no waiter left
   */
  private record Dedication(ServerPool all, EncodedHeader header, Runnable unused) {}

  ServerPool(
      OriginServer server,
      Origin.Server settings,
      OriginProtocol protocol,
      Dialer dialer,
      SharedServer shared,
      @Nullable ConnectionLimits limits,
      EventLoop loop,
      OriginPools.PoolParts parts) {
    this(server, settings, protocol, dialer, shared, limits, loop, parts, null);
  }

  private ServerPool(
      OriginServer server,
      Origin.Server settings,
      OriginProtocol protocol,
      Dialer dialer,
      SharedServer shared,
      @Nullable ConnectionLimits limits,
      EventLoop loop,
      OriginPools.PoolParts parts,
      @Nullable Dedication dedication) {
    this.dedication = dedication;
    this.server = server;
    this.settings = settings;
    this.protocol = protocol;
    this.dialer = dialer;
    this.shared = shared;
    this.limits = limits;
    this.queue =
        limits == null
            ? null
            : new ServerQueue(
                this, limits, shared.slots(), parts.deadlines(), loop, this::queueChanged);
    if (limits != null) {
      shared.slots().add(this);
    }
    this.health = shared.health();
    this.loop = loop;
    this.parts = parts;
  }

  /** The pool for a request: this one, or that of the client which it is told by its header. */
  ServerPool of(OriginRequest request) {
    ProxiedClient client = request.proxiedClient();
    return client == null ? this : client.connections().pool(this, client.header());
  }

  /**
   * A pool of this server for one client.
   *
   * @param header that its connections begin with
   * @param unused called when it has no connection and no waiter left
   */
  ServerPool dedicated(EncodedHeader header, Runnable unused) {
    return new ServerPool(
        server,
        settings,
        protocol,
        dialer,
        shared,
        limits,
        loop,
        parts,
        new Dedication(this, header, unused));
  }

  /** Closes the connections that are idle, and others once they are. */
  void keepNone() {
    keepsNone = true;
    List.copyOf(withRoom).forEach(Member::becomeIdleIfUnused);
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
    Member member = mustQueue() ? null : pollWithRoom();
    return member == null ? null : member.open(request, listener, headerBytes);
  }

  /** Requests that came before are served first. */
  private boolean mustQueue() {
    return queue != null && !isServingQueue && !queue.isEmpty();
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
    if (mustQueue()) {
      enqueue(waiter);
      return;
    }
    waiting.addLast(waiter);
    countWaiters(1);
    dialForWaiters();
  }

  private StreamWaiter firstWaiter() {
    countWaiters(-1);
    return waiting.removeFirst();
  }

  private void countWaiters(int more) {
    if (dedication != null) {
      dedication.all().waitingElsewhere += more;
    }
  }

  private void countStreams(int more) {
    streams += more;
    if (dedication != null) {
      dedication.all().streams += more;
    }
  }

  private void countOpen(int more) {
    open += more;
    if (dedication != null) {
      dedication.all().open += more;
    }
  }

  /** The waiter wants no connection any more. */
  void forget(StreamWaiter waiter) {
    if (queue != null) {
      queue.remove(waiter);
    }
  }

  private void enqueue(StreamWaiter waiter) {
    if (queue != null) {
      queue.add(waiter);
      if (queued > 0) {
        shared.slots().await(this);
      }
    }
  }

  private void queueChanged() {
    int now = queue == null ? 0 : queue.size();
    countWaiters(now - queued);
    queued = now;
    tellIfUnused();
  }

  /** Serves waiting requests: by connections with room, and by new ones within the limits. */
  private void serveQueue() {
    if (queue == null || limits == null || isServingQueue) {
      return;
    }
    isServingQueue = true;
    try {
      boolean isServed = true;
      while (isServed && !queue.isEmpty()) {
        isServed = serveNext(queue, limits);
      }
    } finally {
      isServingQueue = false;
    }
    if (queued > 0) {
      shared.slots().await(this);
    } else {
      shared.slots().cease(this, limits);
    }
    tellIfUnused();
  }

  /** Serves the next request. Returns false when no connection is free for it. */
  private boolean serveNext(ServerQueue from, ConnectionLimits within) {
    boolean hasRoom = hasRoom();
    if (!hasRoom && shared.slots().isFull(within)) {
      return false;
    }
    StreamWaiter next = from.poll();
    if (next != null && hasRoom) {
      next.connected();
    } else if (next != null) {
      waiting.addLast(next);
      countWaiters(1);
      dialForWaiters();
    }
    return true;
  }

  private boolean hasRoom() {
    Member member = pollWithRoom();
    if (member != null) {
      member.list();
    }
    return member != null;
  }

  @Override
  public void slotFreed() {
    loop.execute(this::serveQueue);
  }

  @Override
  public void giveUpIdle() {
    loop.execute(() -> {
      Member member = queue == null || queue.isEmpty() ? withRoom.peekFirst() : null;
      if (member != null && member.streams == 0) {
        member.connection.close();
      }
    });
  }

  @Override
  public int queued() {
    return queued;
  }

  @Override
  public void displaceOne() {
    loop.execute(() -> {
      if (queue != null) {
        queue.displaceOne();
      }
    });
  }

  /** It is in no use any more. */
  void close() {
    shared.slots().remove(this);
  }

  private boolean isDialNeeded() {
    return waiting.size() > (long) dialing * protocol.streamsPerConnection();
  }

  /**
   * Makes the connections that the waiters need. Those beyond the limits fail, the newest first.
   */
  private void dialForWaiters() {
    while (isDialNeeded()) {
      if (limits != null && !shared.slots().tryTake(limits)) {
        countWaiters(-1);
        enqueue(waiting.removeLast());
        continue;
      }
      OriginFailure refusal = reserveConnection();
      if (refusal != null && limits != null) {
        shared.slots().release();
      }
      if (refusal == null) {
        dialing++;
        dial();
      } else {
        countWaiters(-1);
        waiting.removeLast().connectFailed(refusal);
      }
    }
    tellIfUnused();
  }

  private void dial() {
    if (dedication == null) {
      dialer.dial(this);
    } else {
      dialer.dial(this, dedication.header());
    }
  }

  private void tellIfUnused() {
    if (dedication != null && open == 0 && waiting.isEmpty() && queued == 0 && !isServingQueue) {
      shared.slots().remove(this);
      dedication.unused().run();
    }
  }

  /** Reserves a connection within the limits. Returns the refusal if there is none left. */
  private @Nullable OriginFailure reserveConnection() {
    int all = dedication == null ? open : dedication.all().open;
    if (all >= MAX_OPEN) {
      return noCapacity("it has " + MAX_OPEN + " connections of ours open");
    }
    if (!parts.limit().tryAcquire()) {
      return noCapacity("all connections to origins that this node may have are taken");
    }
    countOpen(1);
    return null;
  }

  private static OriginFailure noCapacity(String detail) {
    return new OriginFailure(OriginFailure.Kind.NO_CAPACITY, detail);
  }

  private void releaseConnection() {
    countOpen(-1);
    parts.limit().release();
    if (limits != null) {
      shared.slots().release();
    }
    tellIfUnused();
  }

  @Override
  public void connected(Channel channel) {
    dialing--;
    health.connected();
    parts.metrics().originConnect(true);
    Member member = new Member(channel);
    member.list();
    member.serveWaiters();
    if (queue != null && !queue.isEmpty()) {
      serveQueue();
    }
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
      firstWaiter().connectFailed(failure);
    }
    tellIfUnused();
  }

  /** Streams that are open, and requests that wait for one. */
  @Override
  public int requests() {
    return streams + waiting.size() + queued + waitingElsewhere;
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
  public boolean isBusy() {
    return limits != null
        && ((queue != null && !queue.isEmpty()) || (!hasRoom() && shared.slots().isFull(limits)));
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
    return open == 0 && queued == 0 && waitingElsewhere == 0;
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
      countStreams(1);
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
        firstWaiter().connected();
      }
    }

    /** Keeps it for later requests, within limits. It is listed. */
    void becomeIdleIfUnused() {
      if (streams > 0) {
        return;
      }
      if (keepsNone || withRoom.size() > MAX_IDLE || parts.limit().isNear()) {
        connection.close();
      } else {
        limit(System.nanoTime(), IDLE_NANOS);
        parts.deadlines().watch(this, loop);
      }
    }

    /** Returns whether requests wait for a connection, here or on another event loop. */
    private boolean isWanted() {
      return queue != null
          && (!queue.isEmpty()
              || (streams == 0 && shared.slots().isWantedBesides(ServerPool.this)));
    }

    /**
     * Serves them on a later turn of the loop: the listener of the stream that has ended is about
     * to be told. A pool that has waited long gets the place of this connection.
     */
    private void serveOthers() {
      limit(System.nanoTime(), IDLE_NANOS);
      parts.deadlines().watch(this, loop);
      loop.execute(() -> {
        if (streams == 0 && shared.slots().isOverdueBesides(ServerPool.this, System.nanoTime())) {
          connection.close();
        }
        serveQueue();
        if (streams == 0 && shared.slots().isWantedBesides(ServerPool.this)) {
          connection.close();
        }
      });
    }

    @Override
    protected void limitPassed() {
      connection.close();
    }

    @Override
    public void streamEnded() {
      streams--;
      countStreams(-1);
      list();
      if (isWanted()) {
        serveOthers();
      } else {
        becomeIdleIfUnused();
      }
    }

    @Override
    public void capacityGrown() {
      list();
      serveWaiters();
      if (isWanted()) {
        serveOthers();
      }
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
