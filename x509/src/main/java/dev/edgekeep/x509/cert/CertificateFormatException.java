package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerException;

/**
 * What was read is not the well-formed certificate, list, key or PEM text that was expected. The
 * message says what is wrong and where, and quotes no secret.
 */
public final class CertificateFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  public CertificateFormatException(String message) {
    // Hostile input makes many of these; nobody reads their stacks.
    super(message, null, false, false);
  }

  /** The same for a value that was being read when the DER turned out wrong. */
  public static CertificateFormatException in(String what, DerException cause) {
    return new CertificateFormatException("malformed " + what + ": " + cause.described());
  }
}
