package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.material.Material;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.OcspResponse;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.ocsp.CertificateStatus;
import dev.edgekeep.x509.ocsp.OcspAnswer;
import dev.edgekeep.x509.pem.PemBlock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads OCSP responses to staple: DER, PEM or Base64. */
final class OcspReader {
  private static final int MAX_BYTES = 1 << 20;

  private final Materials materials;
  private final Instant now;

  OcspReader(Materials materials, Instant now) {
    this.materials = materials;
    this.now = now;
  }

  /**
   * The response for a chain's leaf; null, with an error, when it is not one or for another one.
   */
  @Nullable OcspResponse read(Value value, List<Certificate> chain) {
    Material material = materials.read(value, MAX_BYTES);
    if (material == null) {
      return null;
    }
    try {
      byte[] der = der(material.bytes());
      tellDoubts(value, status(der, chain.getFirst()));
      return new OcspResponse(der);
    } catch (CertificateFormatException e) {
      material.error(String.valueOf(e.getMessage()));
    }
    return null;
  }

  /** The part about a certificate. The signature is for the clients to check. */
  private static OcspAnswer.Single status(byte[] der, Certificate certificate)
      throws CertificateFormatException {
    for (OcspAnswer.Single single : OcspAnswer.parse(der).statuses()) {
      if (single.certId().isNamedLike(certificate)) {
        return single;
      }
    }
    throw new CertificateFormatException(
        "the OCSP response is not about this certificate (serial %s)"
            .formatted(certificate.serialNumber()));
  }

  private void tellDoubts(Value value, OcspAnswer.Single status) {
    if (!(status.status() instanceof CertificateStatus.Good)) {
      value.warning("the response says that the certificate is not good; clients refuse it");
    }
    Instant next = status.nextUpdate();
    if (next != null && next.isBefore(now)) {
      value.warning("the response has expired on %s".formatted(next));
    }
  }

  private static byte[] der(byte[] bytes) throws CertificateFormatException {
    if (bytes[0] == 0x30) {
      return bytes;
    }
    if (PemBlock.isPem(bytes)) {
      PemBlock block = PemBlock.readAll(bytes).getFirst();
      if (!block.label().equals("OCSP RESPONSE")) {
        throw new CertificateFormatException(
            "this is %s, expected an OCSP response".formatted(block.described()));
      }
      return block.der().toBytes();
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(bytes);
      if (der.length > 0 && der[0] == 0x30) {
        return der;
      }
    } catch (IllegalArgumentException e) {
      throw notOne();
    }
    throw notOne();
  }

  private static CertificateFormatException notOne() {
    return new CertificateFormatException(
        "this is neither DER nor PEM nor Base64, expected an OCSP response");
  }
}
