package dev.edgekeep.edge.origin.http2;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.origin.ConnectionOwner;
import dev.edgekeep.edge.origin.OriginConnection;
import dev.edgekeep.edge.origin.OriginProtocol;
import dev.edgekeep.edge.origin.OriginServer;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.function.IntSupplier;

/**
 * HTTP/2 towards origins, many streams on a connection at a time: negotiated by ALPN where the
 * channel has TLS, and with prior knowledge where it has not (RFC 9113 §3.3). One for each pool: it
 * expects that a new connection takes no more streams than the latest.
 */
public final class Http2Protocol implements OriginProtocol {
  /** The streams that a connection carries, until its server says otherwise (RFC 9113 §6.5.2). */
  private static final int ASSUMED_STREAMS = 100;

  private final Deadlines deadlines;
  private final IntSupplier headerBytes;
  private volatile int expected = ASSUMED_STREAMS;
  private volatile boolean hasWebSockets = true;

  /**
   * @param deadlines keeps the time limits of requests
   * @param headerBytes the largest head, and trailer section, of responses; any thread
   */
  public Http2Protocol(Deadlines deadlines, IntSupplier headerBytes) {
    this.deadlines = deadlines;
    this.headerBytes = headerBytes;
  }

  @Override
  public OriginConnection connection(Channel channel, OriginServer server, ConnectionOwner owner) {
    boolean isSecure = channel.pipeline().get(SslHandler.class) != null;
    Http2OriginConnection connection =
        new Http2OriginConnectionBuilder(
                this, server, owner, deadlines, headerBytes.getAsInt(), isSecure)
            .build();
    channel.pipeline().addLast("http2", connection);
    return connection;
  }

  @Override
  public int streamsPerConnection() {
    return expected;
  }

  @Override
  public boolean carriesUpgrades() {
    return hasWebSockets;
  }

  /**
   * A server has told its settings.
   *
   * @param streams that a connection may have
   * @param webSockets whether streams may become WebSockets (RFC 8441)
   */
  void told(int streams, boolean webSockets) {
    expected = Math.clamp(streams, 1, ASSUMED_STREAMS);
    hasWebSockets = webSockets;
  }
}
