package dev.edgekeep.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;

/**
 * Why a handshake came to nothing, where the reason is not a verdict of our own.
 *
 * @param code BoringSSL's reason code, or what else is known
 */
public record TlsFailure(Kind kind, String code) {
  /** What happened. */
  public enum Kind {
    /** A certificate is required, and the peer has none. */
    NO_CERTIFICATE,
    PEER_CLOSED,
    /** The peer sent an alert. */
    PEER_REFUSED,
    TIMEOUT,
    /** No common version, cipher suite, group or signature algorithm, or no TLS at all. */
    PROTOCOL
  }

  /** What the engine's failure tells. */
  public static TlsFailure of(Throwable cause) {
    return new TlsFailure(kind(cause), code(cause));
  }

  /** Whether the peer sent a message that is larger than is read: a long chain, most often. */
  public boolean isTooLarge() {
    return code.equals("EXCESSIVE_MESSAGE_SIZE");
  }

  private static Kind kind(Throwable cause) {
    if (cause instanceof ClosedChannelException) {
      return Kind.PEER_CLOSED;
    }
    if (cause instanceof SslHandshakeTimeoutException) {
      return Kind.TIMEOUT;
    }
    String message = String.valueOf(cause.getMessage()).toUpperCase(Locale.ROOT);
    if (message.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")) {
      return Kind.NO_CERTIFICATE;
    }
    // OpenSSL sends its alert in TLS 1.3 without encrypting it: too short for a record of its
    // place.
    return message.contains("_ALERT_") || message.contains("BAD_PACKET_LENGTH")
        ? Kind.PEER_REFUSED
        : Kind.PROTOCOL;
  }

  /** BoringSSL's reason code out of {@code error:1000…:SSL routines:OPENSSL_internal:REASON}. */
  private static String code(Throwable cause) {
    if (cause instanceof NotSslRecordException) {
      return "this is no TLS";
    }
    String message = String.valueOf(cause.getMessage());
    return message.substring(message.lastIndexOf(':') + 1).strip();
  }
}
