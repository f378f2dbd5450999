package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerException;

/**
 * A malformed certificate, list, key or PEM text. The message says what is wrong and where, and
 * quotes no secret.
 */
public final class CertificateFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  public CertificateFormatException(String message) {
    // Hostile input causes many of these exceptions, and nobody reads their stack traces.
    super(message, null, false, false);
  }

  /** An exception for a value whose DER turned out to be malformed. */
  public static CertificateFormatException in(String what, DerException cause) {
    return new CertificateFormatException("malformed " + what + ": " + cause.described());
  }
}
