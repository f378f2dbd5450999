package dev.edgekeep.x509.path;

/** The TLS alerts about a peer's certificate (RFC 8446 §6.2). */
public enum TlsAlert {
  BAD_CERTIFICATE(42),
  UNSUPPORTED_CERTIFICATE(43),
  CERTIFICATE_REVOKED(44),
  CERTIFICATE_EXPIRED(45),
  CERTIFICATE_UNKNOWN(46),
  UNKNOWN_CA(48),
  CERTIFICATE_REQUIRED(116);

  private final int code;

  TlsAlert(int code) {
    this.code = code;
  }

  /** The alert's number in the protocol. */
  public int code() {
    return code;
  }

  /** The alert's name in RFC 8446. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
