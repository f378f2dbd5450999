package dev.edgekeep.tls;

/** A TLS context or engine cannot be created from what was configured. */
public final class TlsContextException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public TlsContextException(String message, Throwable cause) {
    super(message, cause);
  }
}
