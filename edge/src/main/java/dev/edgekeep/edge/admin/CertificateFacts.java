package dev.edgekeep.edge.admin;

import dev.edgekeep.edge.json.JsonWriter;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SerialNumber;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.HexFormat;

/** What an operator wants to know of a certificate. */
record CertificateFacts(
    String subject,
    String issuer,
    SerialNumber serial,
    Instant notBefore,
    Instant notAfter,
    String sha256,
    String keyType) {

  static CertificateFacts of(Certificate certificate) {
    byte[] der = certificate.der();
    try {
      X509Certificate parsed =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      return new CertificateFacts(
          parsed.getSubjectX500Principal().getName(),
          parsed.getIssuerX500Principal().getName(),
          new SerialNumber(parsed.getSerialNumber()),
          parsed.getNotBefore().toInstant(),
          parsed.getNotAfter().toInstant(),
          HexFormat.ofDelimiter(":").formatHex(MessageDigest.getInstance("SHA-256").digest(der)),
          keyType(parsed.getPublicKey()));
    } catch (CertificateException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("a certificate of a snapshot in force is well-formed", e);
    }
  }

  void writeTo(JsonWriter json) {
    json.beginObject()
        .field("subject", subject)
        .field("issuer", issuer)
        .field("serial", serial.toString());
    json.name("notBefore").time(notBefore.toEpochMilli());
    json.name("notAfter").time(notAfter.toEpochMilli());
    json.field("sha256", sha256).field("keyType", keyType).endObject();
  }

  private static String keyType(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> "RSA-" + rsa.getModulus().bitLength();
      case ECPublicKey ec -> "P-" + ec.getParams().getCurve().getField().getFieldSize();
      default -> key.getAlgorithm().equals("EdDSA") ? "Ed25519" : key.getAlgorithm();
    };
  }
}
