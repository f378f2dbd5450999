package dev.edgekeep.edge.tls;

/** A host's TLS context cannot be built. */
final class TlsContextException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TlsContextException(String message, Throwable cause) {
    super(message, cause);
  }
}
