package dev.edgekeep.tls;

import org.jspecify.annotations.Nullable;

/** First bytes of a connection that are no ClientHello: what they are, and what the peer hears. */
public final class NoClientHelloException extends Exception {
  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final @Nullable TlsAlert alert;

  /** What came in place of a ClientHello. */
  public enum Kind {
    /** A letter, as HTTP begins. */
    PLAIN_TEXT,
    NOT_TLS,
    MALFORMED,
    /** Another version of the protocol than TLS 1. */
    VERSION,
    /** A fatal alert. */
    PEER_REFUSED,
    /** A close_notify. */
    PEER_CLOSED
  }

  NoClientHelloException(Kind kind, String detail, @Nullable TlsAlert alert) {
    super(detail, null, false, false);
    this.kind = kind;
    this.alert = alert;
  }

  public Kind kind() {
    return kind;
  }

  /** A sentence for the operator. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** What answers it; null after a fatal alert, which nothing answers (RFC 8446 §6). */
  public @Nullable TlsAlert alert() {
    return alert;
  }
}
