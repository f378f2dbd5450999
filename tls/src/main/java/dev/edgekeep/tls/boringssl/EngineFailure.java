package dev.edgekeep.tls.boringssl;

import dev.edgekeep.tls.TlsFailure;
import dev.edgekeep.tls.TlsFailure.Kind;
import java.util.Locale;

/** Reads the messages of BoringSSL's errors. */
public final class EngineFailure {
  private EngineFailure() {}

  /** The failure behind an exception of Netty's engine. */
  public static TlsFailure of(Throwable cause) {
    TlsFailure known = TlsFailure.ofNetty(cause);
    if (known != null) {
      return known;
    }
    String message = String.valueOf(cause.getMessage());
    return new TlsFailure(kind(message.toUpperCase(Locale.ROOT)), code(message));
  }

  private static Kind kind(String message) {
    if (message.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")) {
      return Kind.NO_CERTIFICATE;
    }
    if (code(message).equals("EXCESSIVE_MESSAGE_SIZE")) {
      return Kind.TOO_LARGE;
    }
    // OpenSSL sends its alert in TLS 1.3 without encrypting it: too short for a record of its
    // place.
    return message.contains("_ALERT_") || message.contains("BAD_PACKET_LENGTH")
        ? Kind.PEER_REFUSED
        : Kind.PROTOCOL;
  }

  /** BoringSSL's reason code out of {@code error:1000…:SSL routines:OPENSSL_internal:REASON}. */
  private static String code(String message) {
    return message.substring(message.lastIndexOf(':') + 1).strip();
  }
}
