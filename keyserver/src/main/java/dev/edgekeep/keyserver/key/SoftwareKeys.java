package dev.edgekeep.keyserver.key;

import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;

/**
 * Keys that were read from a file, held in memory. The JCA has no way to wipe them: they stay until
 * the garbage collector's space is used again. Any thread.
 */
final class SoftwareKeys {
  private final CryptoProvider crypto;
  private final PublicHalf halves;

  SoftwareKeys(CryptoProvider crypto) {
    this.crypto = crypto;
    this.halves = new PublicHalf(crypto);
  }

  /**
   * A key that has been tried: it computed something that its public half agreed with.
   *
   * @param pkcs8 unencrypted
   * @param origin where it was
   * @throws CertificateFormatException when it cannot be used; says why and what to do
   */
  FoundKey key(byte[] pkcs8, String origin) throws CertificateFormatException {
    SubjectPublicKey half = halves.of(pkcs8);
    KeyInfo info = KeyInfo.of(half, origin, false);
    try {
      if (half.type() == KeyAlgorithm.RSA) {
        RsaSizes.check(half);
      }
      HeldKey key = key(pkcs8, half, info);
      PairCheck.check(key, half, crypto);
      return new FoundKey(key, half);
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
        yield new RsaKey(info, modulus, new SoftwareRsa(crypto, key, modulus.bitLength()));
      }
      case P256, P384, P521 ->
          new EcdsaKey(
              info, new SoftwareSigning(crypto, "NONEwithECDSA", crypto.privateKey("EC", pkcs8)));
      case ED25519 ->
          new Ed25519Key(
              info, new SoftwareSigning(crypto, "Ed25519", crypto.privateKey("Ed25519", pkcs8)));
      case RSA_PSS, OTHER_CURVE, ED448, DSA, UNKNOWN ->
          throw new IllegalArgumentException(half.description() + " is not supported");
    };
  }
}
