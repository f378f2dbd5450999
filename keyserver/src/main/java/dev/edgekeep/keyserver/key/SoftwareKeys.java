package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.DigestAlgorithm;
import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;

/**
 * Keys that were read from a file, held in memory. The JCA has no way to wipe them: they stay until
 * the garbage collector reuses their memory. Any thread.
 */
final class SoftwareKeys {
  private final CryptoProvider crypto;
  private final PublicHalf halves;

  SoftwareKeys(CryptoProvider crypto) {
    this.crypto = crypto;
    this.halves = new PublicHalf(crypto);
  }

  /**
   * A key that was tried: its public half verified one of its results.
   *
   * @param pkcs8 unencrypted
   * @param origin the file
   * @throws CertificateFormatException when the key cannot be used; the message says why and what
   *     to do
   */
  LoadReport.FoundKey key(byte[] pkcs8, String origin) throws CertificateFormatException {
    SubjectPublicKey half = halves.of(pkcs8);
    KeyInfo info = KeyInfo.of(half, origin, null);
    try {
      if (half.type() == KeyAlgorithm.RSA) {
        RsaPublic.requireSupported(half);
      }
      HeldKey key = key(pkcs8, half, info);
      PairCheck.check(key, half, crypto);
      return new LoadReport.FoundKey(key, half);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new CertificateFormatException(
          "unusable %s private key: %s".formatted(info.algorithm(), e.getMessage()));
    }
  }

  private HeldKey key(byte[] pkcs8, SubjectPublicKey half, KeyInfo info)
      throws GeneralSecurityException {
    return switch (half.type()) {
      case RSA -> {
        BigInteger modulus = half.rsaModulus();
        PrivateKey key = crypto.privateKey("RSA", pkcs8);
        yield new RsaKey(info, modulus, new Rsa(crypto, key, modulus.bitLength()));
      }
      case P256, P384, P521 ->
          SigningKey.ecdsa(
              info, new Signer(crypto, "NONEwithECDSA", crypto.privateKey("EC", pkcs8)));
      case ED25519 ->
          SigningKey.ed25519(
              info, new Signer(crypto, "Ed25519", crypto.privateKey("Ed25519", pkcs8)));
      case RSA_PSS, OTHER_CURVE, ED448, DSA, UNKNOWN ->
          throw new IllegalArgumentException(half.description() + " is not supported");
    };
  }

  /**
   * RSA in this process: every operation is the bare one over a block that is encoded here, because
   * the JCA signs no digests with PSS, and none of MD5 with SHA-1.
   *
   * @param modulusBits length of the modulus
   */
  private record Rsa(CryptoProvider crypto, PrivateKey key, int modulusBits)
      implements RsaKey.Operations {
    @Override
    public byte[] decrypt(byte[] block) throws KeyOperationException {
      try {
        return crypto.rsa(key, block);
      } catch (GeneralSecurityException | RuntimeException e) {
        throw failed("RSA", e);
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

    /** Without the key. */
    @Override
    public String toString() {
      return "Rsa[%d bits]".formatted(modulusBits);
    }
  }

  /**
   * Signatures in this process.
   *
   * @param algorithm {@code NONEwithECDSA} or {@code Ed25519}
   */
  private record Signer(CryptoProvider crypto, String algorithm, PrivateKey key)
      implements SigningKey.Signer {
    @Override
    public byte[] sign(byte[] input) throws KeyOperationException {
      try {
        return crypto.sign(algorithm, key, input);
      } catch (GeneralSecurityException | RuntimeException e) {
        throw failed(algorithm, e);
      }
    }

    /** Without the key. */
    @Override
    public String toString() {
      return "Signer[%s]".formatted(algorithm);
    }
  }

  private static KeyOperationException failed(String algorithm, Exception e) {
    return new KeyOperationException(
        KeylessError.CRYPTOGRAPHY, algorithm + " failed: " + e.getClass().getSimpleName());
  }
}
