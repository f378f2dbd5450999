package dev.edgekeep.x509.signature;

/** A private key could not be used now, or is not the one that it was taken for. */
public final class SigningException extends Exception {
  private static final long serialVersionUID = 1L;

  public SigningException(String message) {
    super(message);
  }

  public SigningException(String message, Throwable cause) {
    super(message, cause);
  }
}
