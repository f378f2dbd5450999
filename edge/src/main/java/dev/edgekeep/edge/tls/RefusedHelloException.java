package dev.edgekeep.edge.tls;

import dev.edgekeep.tls.NoClientHelloException;
import dev.edgekeep.tls.TlsAlert;
import org.jspecify.annotations.Nullable;

/**
 * A connection that goes no further than its ClientHello: the reason, and what the client hears.
 */
final class RefusedHelloException extends Exception {
  private static final long serialVersionUID = 1;

  private final HandshakeRefusal reason;
  private final @Nullable String host;
  private final @Nullable TlsAlert alert;

  /**
   * @param host the name that the client asked for; null when it named none
   * @param detail a sentence for the operator
   * @param alert null for a client that sent a fatal alert itself, or speaks HTTP
   */
  RefusedHelloException(
      HandshakeRefusal reason, @Nullable String host, String detail, @Nullable TlsAlert alert) {
    super(detail, null, false, false);
    this.reason = reason;
    this.host = host;
    this.alert = alert;
  }

  /** A browser or curl that was given http:// gets words in place of an alert. */
  static RefusedHelloException of(NoClientHelloException none) {
    boolean isPlainText = none.kind() == NoClientHelloException.Kind.PLAIN_TEXT;
    HandshakeRefusal reason =
        switch (none.kind()) {
          case PLAIN_TEXT, NOT_TLS -> HandshakeRefusal.NOT_TLS;
          case MALFORMED -> HandshakeRefusal.MALFORMED;
          case VERSION -> HandshakeRefusal.PROTOCOL;
          case PEER_REFUSED -> HandshakeRefusal.CLIENT_REFUSED;
          case PEER_CLOSED -> HandshakeRefusal.CLIENT_CLOSED;
        };
    return new RefusedHelloException(
        reason, null, none.detail(), isPlainText ? null : none.alert());
  }

  static RefusedHelloException malformed(String detail, TlsAlert alert) {
    return new RefusedHelloException(HandshakeRefusal.MALFORMED, null, detail, alert);
  }

  HandshakeRefusal reason() {
    return reason;
  }

  @Nullable String host() {
    return host;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  @Nullable TlsAlert alert() {
    return alert;
  }
}
