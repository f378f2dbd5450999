package dev.edgekeep.edge.origin;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.origin.balance.RequestKey;
import dev.edgekeep.edge.trace.RequestTrace;
import dev.edgekeep.snapshot.Retries;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Gets a stream for one request: chooses a server, waits for a connection, tries the next server
 * when none can be made, and sends the request again where that is safe. Event loop only.
 */
public final class OriginAttempts implements StreamWaiter, RequestKey {
  /** Receives the stream, and then the response. */
  public interface Listener extends OriginListener {
    /** The stream of an attempt; the head of the request is written. */
    void opened(OriginStream stream);

    /** One server could not be reached; another is tried, if there is one. */
    void attemptFailed(String server, OriginFailure failure);

    /** There is no stream, and no attempt is left; or the exchange took too long. */
    void failed(OriginFailure failure);

    /** Returns whether bytes of the request's body were written that are not kept for another. */
    boolean isBodyLost();
  }

  private final OriginPool pool;
  private final OriginRequest request;
  private final InetSocketAddress client;
  private final int headerBytes;
  private final Listener listener;
  private final @Nullable Retries retries;
  private final @Nullable RequestTrace trace;

  private @Nullable ServerPool server;
  private @Nullable PooledConnections connections;
  private @Nullable OriginStream stream;
  private @Nullable TotalLimit total;
  // Null for as long as the first server is the only one.
  private @Nullable BitSet tried;
  private int first;
  private int retried;
  private boolean hasResent;
  private boolean hasAnswered;
  private boolean isOver;

  /**
   * @param client the client's address, by which a server may be chosen
   * @param headerBytes the largest head, and trailer section, of the response
   */
  public OriginAttempts(
      OriginPool pool,
      OriginRequest request,
      InetSocketAddress client,
      int headerBytes,
      Listener listener) {
    this.pool = pool;
    this.request = request;
    this.client = client;
    this.headerBytes = headerBytes;
    this.listener = listener;
    this.retries = pool.policy().retries();
    this.trace = request.trace();
  }

  /** Begins. Where a connection is there, the stream is opened before this returns, unflushed. */
  public void start() {
    if (retries != null) {
      pool.budget().requested(retries.budgetPercent());
    }
    Duration most = pool.policy().timeouts().total();
    if (most != null) {
      total = new TotalLimit(most);
      total.limit(System.nanoTime(), most.toNanos());
      pool.watch(total);
    }
    first = pool.choose(this, null);
    attempt(first);
  }

  private void attempt(int number) {
    ServerPool next = pool.server(number);
    server = next;
    connections = next.connections(request);
    traceAttempt(next);
    openOrWait(connections);
  }

  private void traceAttempt(@Nullable ServerPool at) {
    if (trace != null && at != null) {
      trace.attempt(at.name());
    }
  }

  private void traceFailure(OriginFailure failure) {
    if (trace != null) {
      trace.attemptFailed(failure.kind().label(), failure.detail());
    }
  }

  private void openOrWait(PooledConnections at) {
    OriginStream opened = at.open(request, listener, headerBytes);
    stream = opened;
    if (opened == null) {
      at.connect(this);
    } else {
      listener.opened(opened);
    }
  }

  /** Outside of a read from the client, written bytes must be flushed here. */
  private void flush() {
    if (stream != null) {
      stream.flush();
    }
  }

  @Override
  public InetSocketAddress client() {
    return client;
  }

  @Override
  public InetAddress clientAddress() {
    return client.getAddress();
  }

  @Override
  public Fields fields() {
    return request.fields();
  }

  @Override
  public void connected() {
    if (!isOver && connections != null) {
      openOrWait(connections);
      flush();
    }
  }

  @Override
  public void connectFailed(OriginFailure failure) {
    if (isOver || server == null) {
      return;
    }
    server.shared().count(failure.kind());
    traceFailure(failure);
    listener.attemptFailed(server.name(), failure);
    boolean isFull = failure.kind() == OriginFailure.Kind.QUEUE_FULL;
    boolean mayTryNext =
        isFull || (failure.isUnreachable() && (retries == null || retries.connect()));
    int next = mayTryNext ? pool.choose(this, tried()) : -1;
    if (next < 0 || (!isFull && retries != null && !takeRetry(retries))) {
      end();
      listener.failed(failure);
      return;
    }
    tryNext(next);
  }

  private BitSet tried() {
    if (tried == null) {
      tried = new BitSet();
      tried.set(first);
    }
    return tried;
  }

  private void tryNext(int next) {
    attempt(next);
    if (server != null) {
      server.shared().countRetry();
    }
    flush();
  }

  private boolean takeRetry(Retries limits) {
    if (retried >= limits.attempts() || !pool.budget().tryTake(System.nanoTime())) {
      return false;
    }
    retried++;
    return true;
  }

  /**
   * The stream has failed. Sends its request once more, if that is safe: to the same server where
   * that has not processed it, or has closed a connection that was idle; to another one where the
   * origin's retries say so.
   *
   * @return whether there is another attempt, which reports to the same listener
   */
  public boolean resend(OriginFailure failure) {
    PooledConnections at = connections;
    stream = null;
    traceFailure(failure);
    if (isOver || at == null) {
      return false;
    }
    if (!hasResent && !hasAnswered && isSafeOnceMore(failure)) {
      hasResent = true;
      traceAttempt(server);
      if (failure.processed() == OriginFailure.Processed.NO) {
        // An upgrade may need another kind of connection.
        connections = at.pool().connections(request);
        openOrWait(connections);
        flush();
      } else {
        // Other idle connections may have been closed as well: only a new one is sure to work.
        at.connect(this);
      }
      return true;
    }
    note(at.pool(), failure);
    if (retries == null || !retries.reset() || !failure.isOriginsFault() || !mayRetry(failure)) {
      return false;
    }
    retry();
    return true;
  }

  private boolean isSafeOnceMore(OriginFailure failure) {
    return switch (failure.processed()) {
      case NO -> !listener.isBodyLost();
      case UNLIKELY -> request.isReplayable();
      case POSSIBLY -> false;
    };
  }

  private static void note(ServerPool at, OriginFailure failure) {
    if (failure.isOriginsFault()) {
      at.shared().count(failure.kind());
      if (failure.processed() == OriginFailure.Processed.POSSIBLY) {
        at.shared().health().failed(failure.detail(), System.nanoTime());
      }
    }
  }

  /**
   * The head of a response has arrived.
   *
   * @return true if it is discarded for another attempt: the listener hears no more of it
   */
  public boolean answered(int status) {
    ServerPool at = server;
    if (at == null) {
      return false;
    }
    if (trace != null) {
      trace.attemptAnswered(status);
    }
    if (at.shared().health().isConcernedBy(status)) {
      at.shared().health().answered(status, System.nanoTime());
    }
    if (retries != null && retries.statuses().contains(status) && discard(status)) {
      retry();
      return true;
    }
    hasAnswered = true;
    return false;
  }

  /** Discards a response with a bad status, if another attempt is allowed. */
  private boolean discard(int status) {
    OriginStream discarded = stream;
    OriginFailure failure =
        new OriginFailure(OriginFailure.Kind.BAD_STATUS, "it answered " + status);
    if (discarded == null || !mayRetry(failure)) {
      return false;
    }
    stream = null;
    discarded.discard();
    return true;
  }

  /** An interim response has been passed on: from now on, the request is not sent again. */
  public void answeredInterim() {
    hasAnswered = true;
  }

  /** Takes another attempt from all limits, if it is allowed after this failure. */
  private boolean mayRetry(OriginFailure failure) {
    if (retries == null
        || hasAnswered
        || isOver
        || listener.isBodyLost()
        || request.upgrade() != null
        || !retries.methods().contains(request.method())
        || !takeRetry(retries)) {
      return false;
    }
    if (server != null) {
      listener.attemptFailed(server.name(), failure);
    }
    return true;
  }

  /** Makes another attempt: at a server that was not tried, if there is one. */
  private void retry() {
    int next = pool.choose(this, tried());
    tryNext(next < 0 ? pool.choose(this, null) : next);
  }

  /** Makes no more attempts: the listener hears of none. */
  public void cancel() {
    end();
  }

  private void end() {
    isOver = true;
    if (trace != null) {
      trace.attemptOver();
    }
    if (total != null) {
      pool.unwatch(total);
    }
    if (stream == null && connections != null) {
      connections.forget(this);
    }
  }

  /** The server of the latest attempt, {@code host:port}; null before the first. */
  public @Nullable String serverName() {
    return server == null ? null : server.name();
  }

  /** The limit of the whole exchange. */
  private final class TotalLimit extends Deadlines.Watched {
    private final Duration most;

    TotalLimit(Duration most) {
      this.most = most;
    }

    @Override
    protected void limitPassed() {
      OriginFailure failure =
          new OriginFailure(
              OriginFailure.Kind.TOTAL_TIMEOUT,
              "the exchange was not complete within %d ms".formatted(most.toMillis()));
      traceFailure(failure);
      end();
      if (stream != null) {
        stream.abort();
      }
      if (server != null) {
        server.shared().count(failure.kind());
        listener.attemptFailed(server.name(), failure);
      }
      listener.failed(failure);
    }
  }
}
