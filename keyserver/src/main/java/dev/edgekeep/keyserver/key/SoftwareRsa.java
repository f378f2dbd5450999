package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.DigestAlgorithm;
import dev.edgekeep.keyless.KeylessError;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;

/**
 * RSA in this process: every operation is the bare one over a block that is encoded here, because
 * the JCA signs no digests with PSS, and none of MD5 with SHA-1.
 *
 * @param modulusBits length of the modulus
 */
record SoftwareRsa(CryptoProvider crypto, PrivateKey key, int modulusBits) implements RsaPrivate {
  @Override
  public byte[] decrypt(byte[] block) throws KeyOperationException {
    try {
      return crypto.rsa(key, block);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new KeyOperationException(
          KeylessError.CRYPTOGRAPHY, "RSA failed: " + e.getClass().getSimpleName());
    }
  }

  @Override
  public byte[] signPkcs1(DigestAlgorithm algorithm, byte[] digest) throws KeyOperationException {
    return decrypt(Pkcs1Encoding.encode(algorithm, digest, (modulusBits + 7) / 8));
  }

  @Override
  public byte[] signPss(DigestAlgorithm algorithm, byte[] digest) throws KeyOperationException {
    return decrypt(PssEncoding.encode(algorithm, digest, modulusBits, crypto.random()));
  }

  /** Shows no key. */
  @Override
  public String toString() {
    return "SoftwareRsa[%d bits]".formatted(modulusBits);
  }
}
