package dev.edgekeep.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A new connection, as the program that serves it sees it: it chooses the context, finds the
 * verdict, and takes over once the handshake is done. One object a connection; event loop only.
 */
public interface ServerConnection {
  /**
   * Chooses what answers a ClientHello. Called once, or again when the context that was chosen has
   * been released meanwhile.
   *
   * @param protocol what the connection speaks; the context must be one of this protocol
   * @return the context, at best done already; its listeners are called on the event loop
   * @throws HandshakeRefusedException when the client is not served
   */
  Future<ServerContext> choose(
      ServerProtocol protocol, ClientHello hello, ChannelHandlerContext ctx)
      throws HandshakeRefusedException;

  /**
   * The name of the host that was chosen: what the client asked for, or the default. Null before
   * that, and where names do not matter.
   */
  @Nullable String serverName();

  /**
   * Returns whether the peer needs no certificate of its own, although the chosen context requires
   * one: a trusted balancer, which tells the certificate of each client later. Asked after {@link
   * #choose}.
   */
  default boolean waivesClientCertificate() {
    return false;
  }

  /**
   * Begins to obtain what the verdict about a client depends on and is not known here: a full
   * handshake waits for it before {@link #verify}. Called where {@link ServerProfile#mayWait}. Must
   * not block.
   *
   * @param chain as sent, leaf first, nothing checked
   * @return completed, never with an exception and always within a limit, on any thread; null:
   *     there is nothing to wait for
   */
  default @Nullable CompletableFuture<?> whenKnown(List<byte[]> chain) {
    return null;
  }

  /**
   * The verdict about the client's chain, by the trust, the revocations and the clock of this call.
   * Called when the client has presented it in a full handshake, and when a session was resumed
   * that holds it. Must not block.
   *
   * @param chain as sent, leaf first, nothing checked
   */
  PeerVerdict verify(List<byte[]> chain);

  /**
   * The handshake is done, and the client may go on. The receiver takes over the pipeline: its
   * handler is to be added before this returns.
   *
   * @param ctx at the end of the handlers of the handshake, of which the last is removed after
   * @param peer the verdict about the client
   */
  void established(ChannelHandlerContext ctx, TlsSession session, PeerVerdict peer);

  /** The handshake is refused: called once, instead of {@link #established}. The caller closes. */
  void refused(Refusal refusal);
}
