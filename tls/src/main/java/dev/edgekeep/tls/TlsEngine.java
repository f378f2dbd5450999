package dev.edgekeep.tls;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;

/**
 * One connection's side of a protocol. Event loop only.
 *
 * <p>The handler of an engine gets every byte of the connection, the ClientHello included. It does
 * the handshake, asks {@link Handshake#verify} about the peer's chain, and fires one {@link
 * SslHandshakeCompletionEvent}. On failure it sends the alert first and closes the connection
 * after. Behind it come and go the bytes without protection.
 */
public interface TlsEngine {
  ChannelHandler handler();

  /** The outcome of the negotiation. Only after a handshake that succeeded. */
  TlsSession session();

  /**
   * The peer's chain, leaf first, out of a session that was resumed: nobody has verified it. Empty
   * when there is none. Only after a handshake that succeeded.
   */
  List<byte[]> resumedChain();

  /** Explains the cause of a handshake that failed. */
  TlsFailure explain(Throwable cause);

  /**
   * Prepares a pipeline for what comes after the handshake, before anything of it is read: the
   * peer's end of sending must reach the handlers as {@code ChannelInputShutdownEvent}.
   */
  void established(ChannelPipeline pipeline);
}
