package dev.edgekeep.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The reason for which an engine gave up a handshake, other than a verdict.
 *
 * @param code the engine's own code, or a description
 */
public record TlsFailure(Kind kind, String code) {
  /** Kinds of failures. */
  public enum Kind {
    /** A certificate is required, and the peer has none. */
    NO_CERTIFICATE,
    /** The peer's Certificate message is larger than the limit: a long chain, most often. */
    TOO_LARGE,
    PEER_CLOSED,
    /** The peer sent an alert. */
    PEER_REFUSED,
    TIMEOUT,
    /** No common version, cipher suite, group or signature algorithm, or no TLS at all. */
    PROTOCOL
  }

  /** The failure that Netty itself names; null for one of the engine. */
  public static @Nullable TlsFailure ofNetty(Throwable cause) {
    return switch (cause) {
      case ClosedChannelException _ -> new TlsFailure(Kind.PEER_CLOSED, "closed");
      case SslHandshakeTimeoutException _ -> new TlsFailure(Kind.TIMEOUT, "timeout");
      case NotSslRecordException _ -> new TlsFailure(Kind.PROTOCOL, "this is not TLS");
      default -> null;
    };
  }

  /** The refusal that follows. The engine has sent the alert, where there is one to send. */
  Refusal refusal() {
    return switch (kind) {
      case NO_CERTIFICATE -> new Refusal.ForVerdict(PeerVerdict.ABSENT);
      case TOO_LARGE ->
          new Refusal.ForReason(
              RefusalReason.CHAIN_TOO_LARGE,
              "the client's certificate chain is larger than %,d bytes, which is the size limit. Have it send its own certificate and the intermediates only"
                  .formatted(ServerProfile.MAX_CLIENT_CHAIN_BYTES));
      case PEER_CLOSED ->
          new Refusal.ForReason(
              RefusalReason.CLIENT_CLOSED, "the client closed the connection during the handshake");
      case PEER_REFUSED ->
          new Refusal.ForReason(
              RefusalReason.CLIENT_REFUSED,
              "the client ended the handshake with an alert, most often because it does not trust"
                  + " the server's certificate: "
                  + code);
      case TIMEOUT ->
          new Refusal.ForReason(RefusalReason.TIMEOUT, "the handshake was not done in time");
      case PROTOCOL ->
          new Refusal.ForReason(RefusalReason.PROTOCOL, "no agreement on TLS: " + code);
    };
  }
}
