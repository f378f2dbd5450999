package dev.edgekeep.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A handshake in progress: what an engine may ask about it, and what was found out about the peer.
 * Event loop only.
 */
public final class Handshake implements RemoteKey.Caller {
  private final Channel channel;
  private final ServerConnection server;
  private final ClientHello hello;
  private final ServerProfile profile;
  private @Nullable PeerVerdict peer;
  private @Nullable Throwable error;

  /**
   * @param profile of the context that was chosen
   */
  public Handshake(
      Channel channel, ServerConnection server, ClientHello hello, ServerProfile profile) {
    this.channel = channel;
    this.server = server;
    this.hello = hello;
    this.profile = profile;
  }

  @Override
  public Channel channel() {
    return channel;
  }

  public ClientHello hello() {
    return hello;
  }

  /** The name of the host that was chosen; null where names do not matter. */
  @Override
  public @Nullable String serverName() {
    return server.serverName();
  }

  /**
   * Runs {@code then} when {@link #verify} can be called: at once, or later on the event loop. In
   * the meantime, the engine does not go on.
   *
   * @param chain leaf first; not empty
   */
  public void whenKnown(List<byte[]> chain, Runnable then) {
    CompletableFuture<?> pending;
    try {
      pending = server.whenKnown(chain);
    } catch (RuntimeException e) { // verify fails in the same way, and says so
      pending = null;
    }
    if (pending == null) {
      then.run();
      return;
    }
    pending.whenComplete((done, failure) -> {
      try {
        channel.eventLoop().execute(then);
      } catch (RejectedExecutionException _) {
        // The event loop has ended, and the connection with it.
      }
    });
  }

  /**
   * Verifies the chain that the peer presented in a full handshake. Fails closed: an error of this
   * program refuses the peer.
   *
   * @param chain leaf first; not empty
   * @return null when the handshake goes on, and the alert that ends it otherwise
   */
  public @Nullable Alert verify(List<byte[]> chain) {
    try {
      PeerVerdict verdict = server.verify(chain);
      peer = verdict;
      return verdict.isVerified() || !requiresClient() ? null : Alert.of(verdict.verdict());
    } catch (RuntimeException e) { // must not cross into native code
      error = e;
      return Alert.INTERNAL_ERROR;
    }
  }

  /**
   * Ends the handshake because a private-key operation failed: the client gets the alert
   * internal_error. To be called while nothing but the ClientHello was answered.
   *
   * @param why a sentence for the operator
   */
  @Override
  public void keyOperationFailed(String why) {
    channel.pipeline().fireUserEventTriggered(new KeyOperationFailed(why));
  }

  /** Tells the handler of the handshake, which stands behind the engine. */
  record KeyOperationFailed(String why) {}

  /** Returns whether this handshake fails without a verified certificate of the client. */
  public boolean requiresClient() {
    return profile.requiresClients() && !server.waivesClientCertificate();
  }

  ServerConnection server() {
    return server;
  }

  ServerProfile profile() {
    return profile;
  }

  /** The verdict about the chain that the peer presented; null when it presented none (yet). */
  @Nullable PeerVerdict peer() {
    return peer;
  }

  /** Returns whether the peer has been verified, and is refused. */
  public boolean isRefused() {
    return error != null || (peer != null && !peer.isVerified() && requiresClient());
  }

  /** The refusal of a handshake that the engine has given up. */
  Refusal refusal(TlsFailure failure) {
    if (error != null) {
      return new Refusal.ForReason(
          RefusalReason.INTERNAL,
          "the client's chain could not be verified because of an internal error: " + error);
    }
    PeerVerdict verdict = peer;
    if (verdict != null && !verdict.isVerified() && requiresClient()) {
      return new Refusal.ForVerdict(verdict);
    }
    boolean isOfAnotherMessage =
        failure.kind() == TlsFailure.Kind.TOO_LARGE
            && (verdict != null || profile.clientAuth() == ClientAuth.NONE);
    return isOfAnotherMessage
        ? new TlsFailure(TlsFailure.Kind.PROTOCOL, failure.code()).refusal()
        : failure.refusal();
  }
}
