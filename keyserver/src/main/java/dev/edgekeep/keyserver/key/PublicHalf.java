package dev.edgekeep.keyserver.key;

import dev.edgekeep.x509.cert.AlgorithmIdentifier;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.PublicKeyParts;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.math.BigInteger;
import java.security.GeneralSecurityException;

/** The public key of a private key in PKCS#8 (RFC 5958), read from it or computed. */
final class PublicHalf {
  private static final String RSA = "1.2.840.113549.1.1.1";
  private static final String RSA_PSS = "1.2.840.113549.1.1.10";
  private static final String EC = "1.2.840.10045.2.1";
  private static final String ED25519 = "1.3.101.112";
  private static final int TWO_PRIMES = 0;
  private static final int CRT_NUMBERS = 5;
  private static final int UNCOMPRESSED = 4;

  private final CryptoProvider crypto;

  PublicHalf(CryptoProvider crypto) {
    this.crypto = crypto;
  }

  /**
   * @param pkcs8 unencrypted
   * @throws CertificateFormatException when the key is malformed, or of an algorithm that is not
   *     supported
   */
  SubjectPublicKey of(byte[] pkcs8) throws CertificateFormatException {
    try {
      DerReader in = DerReader.of(pkcs8).sequence("private key");
      in.element(Tag.INTEGER, "private key version");
      AlgorithmIdentifier algorithm = AlgorithmIdentifier.read(in, "private key algorithm");
      Slice key = in.content(Tag.OCTET_STRING, "private key");
      return switch (algorithm.oid()) {
        case RSA -> rsa(key);
        case EC -> ellipticCurve(NamedCurve.of(algorithm.parameters()), key, pkcs8);
        case ED25519 -> ed25519(key);
        default -> throw unsupported(algorithm.oid());
      };
    } catch (DerException e) {
      throw CertificateFormatException.in("private key", e);
    } catch (GeneralSecurityException e) {
      throw new CertificateFormatException("unusable private key: " + e.getMessage());
    }
  }

  /** RSAPrivateKey, RFC 8017 §A.1.2. */
  private static SubjectPublicKey rsa(Slice key) throws CertificateFormatException {
    DerReader in = key.reader().sequence("RSA private key");
    if (in.smallInteger(Tag.INTEGER, "RSA private key version") != TWO_PRIMES) {
      throw new CertificateFormatException(
          "an RSA key with more than two primes is not supported; make a new key");
    }
    BigInteger modulus = in.integer("RSA modulus");
    BigInteger exponent = in.integer("RSA public exponent");
    in.integer("RSA private exponent");
    for (int i = 0; i < CRT_NUMBERS; i++) {
      if (in.integer("RSA prime").signum() <= 0) {
        throw new CertificateFormatException(
            "an RSA key without its primes is not supported; make a new key");
      }
    }
    return PublicKeyParts.rsa(modulus, exponent);
  }

  /** ECPrivateKey, RFC 5915 §3. */
  private SubjectPublicKey ellipticCurve(NamedCurve curve, Slice key, byte[] pkcs8)
      throws GeneralSecurityException {
    DerReader in = key.reader().sequence("EC private key");
    in.element(Tag.INTEGER, "EC private key version");
    in.element(Tag.OCTET_STRING, "EC private key");
    if (in.nextIs(Tag.contextConstructed(0))) {
      in.element("EC parameters");
    }
    if (in.nextIs(Tag.contextConstructed(1))) {
      DerReader explicit = in.enter(Tag.contextConstructed(1), "EC public key");
      Slice point = explicit.bitStringOctets("EC public key");
      // A compressed point has another hash than the one in subject key identifiers.
      if (point.length() > 0 && point.at(0) == UNCOMPRESSED) {
        return PublicKeyParts.ellipticCurve(curve.identifier().toBytes(), point.toBytes());
      }
    }
    return new EcPublic(crypto, curve).of(pkcs8);
  }

  /** CurvePrivateKey, RFC 8410 §7. A public key beside it is not relied on. */
  private static SubjectPublicKey ed25519(Slice key) throws GeneralSecurityException {
    byte[] seed = key.reader().content(Tag.OCTET_STRING, "Ed25519 private key").toBytes();
    return Ed25519Public.of(seed);
  }

  private static CertificateFormatException unsupported(String oid) {
    String name =
        switch (oid) {
          case RSA_PSS -> "RSASSA-PSS alone";
          case "1.2.840.10040.4.1" -> "DSA";
          case "1.3.101.113" -> "Ed448";
          case "1.3.101.110", "1.3.101.111", "1.2.840.113549.1.3.1" -> "key agreement";
          default -> "the algorithm " + oid;
        };
    return new CertificateFormatException(
        "a key for %s is not supported; use RSA, ECDSA P-256, P-384 or P-521, or Ed25519"
            .formatted(name));
  }
}
