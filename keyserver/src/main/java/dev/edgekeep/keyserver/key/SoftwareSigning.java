package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.KeylessError;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;

/**
 * Signatures in this process.
 *
 * @param algorithm {@code NONEwithECDSA} or {@code Ed25519}
 */
record SoftwareSigning(CryptoProvider crypto, String algorithm, PrivateKey key) implements Signing {
  @Override
  public byte[] sign(byte[] input) throws KeyOperationException {
    try {
      return crypto.sign(algorithm, key, input);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new KeyOperationException(
          KeylessError.CRYPTOGRAPHY, algorithm + " failed: " + e.getClass().getSimpleName());
    }
  }

  /** Shows no key. */
  @Override
  public String toString() {
    return "SoftwareSigning[%s]".formatted(algorithm);
  }
}
