package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.origin.balance.RequestKey;
import java.net.InetSocketAddress;
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

    /** There is no stream, and no attempt is left. */
    void failed(OriginFailure failure);
  }

  private final OriginPool pool;
  private final OriginRequest request;
  private final InetSocketAddress client;
  private final int headerBytes;
  private final Listener listener;

  private @Nullable ServerPool server;
  // Null for as long as the first server is the only one.
  private @Nullable BitSet tried;
  private int first;
  private boolean hasResent;
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
  }

  /** Begins. Where a connection is there, the stream is opened before this returns, unflushed. */
  public void start() {
    first = pool.choose(this, null);
    attempt(first);
  }

  /**
   * @return the stream, if there was a connection for one
   */
  private @Nullable OriginStream attempt(int number) {
    if (number < 0) {
      isOver = true;
      listener.failed(new OriginFailure(OriginFailure.Kind.CONNECT, "no server could be reached"));
      return null;
    }
    ServerPool next = pool.server(number);
    server = next;
    return openOrWait(next);
  }

  private @Nullable OriginStream openOrWait(ServerPool at) {
    OriginStream stream = at.open(request, listener, headerBytes);
    if (stream == null) {
      at.connect(this);
    } else {
      listener.opened(stream);
    }
    return stream;
  }

  /** Outside of a read from the client, written bytes must be flushed here. */
  private static void flush(@Nullable OriginStream stream) {
    if (stream != null) {
      stream.flush();
    }
  }

  @Override
  public InetSocketAddress client() {
    return client;
  }

  @Override
  public Fields fields() {
    return request.fields();
  }

  @Override
  public void connected() {
    if (!isOver && server != null) {
      flush(openOrWait(server));
    }
  }

  @Override
  public void connectFailed(OriginFailure failure) {
    if (isOver || server == null) {
      return;
    }
    listener.attemptFailed(server.name(), failure);
    if (failure.kind() == OriginFailure.Kind.NO_CAPACITY) {
      isOver = true;
      listener.failed(failure);
      return;
    }
    flush(attempt(pool.choose(this, tried())));
  }

  private BitSet tried() {
    if (tried == null) {
      tried = new BitSet();
      tried.set(first);
    }
    return tried;
  }

  /**
   * Sends a request whose stream failed once more to the same server, if that is safe: the server
   * has not processed it; or it is unlikely to have, and may process it twice.
   *
   * @return whether there is another attempt, which reports to the same listener
   */
  public boolean resend(OriginFailure failure) {
    boolean isSafe =
        switch (failure.processed()) {
          case NO -> request.bodyLength() == 0;
          case UNLIKELY -> request.isReplayable();
          case POSSIBLY -> false;
        };
    if (!isSafe || hasResent || isOver || server == null) {
      return false;
    }
    hasResent = true;
    if (failure.processed() == OriginFailure.Processed.NO) {
      flush(openOrWait(server));
    } else {
      // Other idle connections may have been closed as well: only a new one is sure to work.
      server.connect(this);
    }
    return true;
  }

  /** Makes no more attempts: the listener hears of none. */
  public void cancel() {
    isOver = true;
  }

  /** The server of the latest attempt, {@code host:port}; null before the first. */
  public @Nullable String serverName() {
    return server == null ? null : server.name();
  }
}
