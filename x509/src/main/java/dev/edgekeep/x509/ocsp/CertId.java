package dev.edgekeep.x509.ocsp;

import dev.edgekeep.x509.cert.AlgorithmIdentifier;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that a request asks about (RFC 6960 §4.1.1).
 *
 * @param encoded the complete CertID, which the response repeats octet by octet
 * @param hashAlgorithm dotted OID of the digest of the next two
 */
public record CertId(
    Slice encoded,
    String hashAlgorithm,
    Slice issuerNameHash,
    Slice issuerKeyHash,
    SerialNumber serialNumber) {

  static CertId read(DerReader in) {
    Slice encoded = in.element(Tag.SEQUENCE, "reqCert");
    DerReader sequence = encoded.reader().sequence("reqCert");
    AlgorithmIdentifier algorithm = AlgorithmIdentifier.read(sequence, "hashAlgorithm");
    Slice name = sequence.content(Tag.OCTET_STRING, "issuerNameHash");
    Slice key = sequence.content(Tag.OCTET_STRING, "issuerKeyHash");
    Slice serial = sequence.integerOctets(Tag.INTEGER, "serialNumber");
    sequence.end("reqCert");
    SerialNumber number = new SerialNumber(new BigInteger(serial.toBytes()));
    return new CertId(encoded, algorithm.oid(), name, key, number);
  }

  /** The identification of a certificate of {@code issuer}, with SHA-1 (RFC 5019 §2.1.1). */
  public static CertId of(Certificate certificate, Certificate issuer) {
    String digest = "1.3.14.3.2.26";
    byte[] encoded =
        DerWriter.sequence(
            DerWriter.sequence(DerWriter.oid(digest), DerWriter.element(Tag.NULL)),
            DerWriter.octetString(digest("SHA-1", issuer.subject().encoded()).toBytes()),
            DerWriter.octetString(digest("SHA-1", issuer.subjectPublicKey().keyBits()).toBytes()),
            DerWriter.element(Tag.INTEGER, certificate.serialOctets().toBytes()));
    return read(DerReader.of(encoded));
  }

  /** Returns whether this is a certificate of the given CA. False for unknown digests. */
  public boolean isOf(Certificate issuer) {
    String digest = digestName(hashAlgorithm);
    return digest != null
        && issuerNameHash.equals(digest(digest, issuer.subject().encoded()))
        && issuerKeyHash.equals(digest(digest, issuer.subjectPublicKey().keyBits()));
  }

  /**
   * Returns whether this is a certificate with the serial number and the issuer's name of another,
   * whose issuer is not known. True for unknown digests of the name.
   */
  public boolean isNamedLike(Certificate certificate) {
    String digest = digestName(hashAlgorithm);
    return serialNumber.equals(certificate.serialNumber())
        && (digest == null
            || issuerNameHash.equals(digest(digest, certificate.issuer().encoded())));
  }

  private static Slice digest(String name, Slice octets) {
    try {
      MessageDigest digest = MessageDigest.getInstance(name);
      octets.update(digest);
      return Slice.of(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + name, e);
    }
  }

  /**
   * SHA-1 only identifies a CA here and protects nothing; nearly all clients send it (RFC 5019
   * §2.1.1).
   */
  private static @Nullable String digestName(String oid) {
    return switch (oid) {
      case "1.3.14.3.2.26" -> "SHA-1";
      case "2.16.840.1.101.3.4.2.1" -> "SHA-256";
      case "2.16.840.1.101.3.4.2.2" -> "SHA-384";
      case "2.16.840.1.101.3.4.2.3" -> "SHA-512";
      default -> null;
    };
  }
}
