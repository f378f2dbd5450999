package dev.edgekeep.x509.pem;

import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import org.jspecify.annotations.Nullable;

/** Checks whether a private key and a certificate belong together. */
public final class KeyMatch {
  private KeyMatch() {}

  /**
   * Returns whether {@code pkcs8} is the private key of {@code publicKey}. If the private key
   * contains its public key, as nearly always, the public keys are compared; otherwise a signature
   * is made and verified.
   *
   * @throws CertificateFormatException if the private key is malformed or not supported
   */
  public static boolean matches(byte[] pkcs8, SubjectPublicKey publicKey)
      throws CertificateFormatException {
    try {
      DerReader in = DerReader.of(pkcs8).sequence("private key");
      in.element(Tag.INTEGER, "private key version");
      String algorithm = in.sequence("private key algorithm").oid("private key algorithm");
      if (!algorithm.equals(publicKey.algorithm().oid())) {
        return false;
      }
      Slice key = in.content(Tag.OCTET_STRING, "private key");
      Boolean embedded = compareEmbedded(in, key, publicKey);
      return embedded != null ? embedded : signs(pkcs8, publicKey);
    } catch (DerException e) {
      throw CertificateFormatException.in("private key", e);
    }
  }

  private static @Nullable Boolean compareEmbedded(
      DerReader rest, Slice key, SubjectPublicKey publicKey) {
    return switch (publicKey.type()) {
      case RSA, RSA_PSS -> {
        DerReader rsa = key.reader().sequence("RSA private key");
        rsa.element(Tag.INTEGER, "RSA private key version");
        yield rsa.integer("RSA modulus").equals(publicKey.rsaModulus());
      }
      case P256, P384, P521, OTHER_CURVE -> compareEmbeddedPoint(key, publicKey);
      default -> {
        if (rest.nextIs(Tag.contextConstructed(0))) {
          rest.element("attributes");
        }
        // RFC 5958: [1] IMPLICIT BIT STRING, including its octet of unused bits.
        Slice embedded =
            rest.nextIs(Tag.context(1)) ? rest.content(Tag.context(1), "public key") : null;
        yield (embedded == null || embedded.length() == 0)
            ? null
            : Slice.of(embedded.toBytes(1, embedded.length())).equals(publicKey.keyBits());
      }
    };
  }

  private static @Nullable Boolean compareEmbeddedPoint(Slice key, SubjectPublicKey publicKey) {
    DerReader ec = key.reader().sequence("EC private key");
    ec.element(Tag.INTEGER, "EC private key version");
    ec.element(Tag.OCTET_STRING, "EC private key");
    if (ec.nextIs(Tag.contextConstructed(0))) {
      ec.element("EC parameters");
    }
    if (!ec.nextIs(Tag.contextConstructed(1))) {
      return null;
    }
    DerReader explicit = ec.enter(Tag.contextConstructed(1), "EC public key");
    return explicit.bitStringOctets("EC public key").equals(publicKey.keyBits());
  }

  private static boolean signs(byte[] pkcs8, SubjectPublicKey publicKey)
      throws CertificateFormatException {
    KeyAlgorithm type = publicKey.type();
    String factory = type == KeyAlgorithm.ED25519 || type == KeyAlgorithm.ED448 ? "EdDSA" : "EC";
    String scheme = factory.equals("EC") ? "SHA256withECDSA" : "EdDSA";
    if (type == KeyAlgorithm.DSA || type == KeyAlgorithm.UNKNOWN) {
      throw new CertificateFormatException("unsupported private key: " + publicKey.description());
    }
    try {
      PrivateKey key =
          KeyFactory.getInstance(factory).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      byte[] message =
          "does this key belong to that certificate".getBytes(StandardCharsets.US_ASCII);
      Signature signature = Signature.getInstance(scheme);
      signature.initSign(key);
      signature.update(message);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey.publicKey());
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      throw new CertificateFormatException("unusable private key: " + e.getMessage());
    }
  }
}
