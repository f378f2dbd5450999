package dev.edgekeep.x509.pem;

import dev.edgekeep.x509.cert.CertificateFormatException;
import org.jspecify.annotations.Nullable;

/** Messages about passphrases that are missing or wrong. */
final class WrongPassphrase {
  private WrongPassphrase() {}

  static CertificateFormatException exception() {
    return new CertificateFormatException(
        "the private key cannot be decrypted: wrong passphrase, or the file is damaged");
  }

  /** The passphrase, which an encrypted key requires. */
  static char[] required(char @Nullable [] passphrase) throws CertificateFormatException {
    if (passphrase == null) {
      throw new CertificateFormatException(
          "the private key is encrypted and no passphrase was given; give one, or decrypt it with:"
              + " openssl pkey");
    }
    return passphrase;
  }
}
