package dev.edgekeep.x509.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.CertificateRequest;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.ocsp.OcspAnswer;
import dev.edgekeep.x509.ocsp.OcspRequest;

/**
 * Readers of untrusted DER: input is either parsed completely, or refused with a {@link
 * CertificateFormatException}. A parsed value can be parsed again with the same result, and no
 * accessor fails later.
 */
class DerFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void certificates(byte[] der) {
    Certificate certificate;
    try {
      certificate = Certificate.parse(der);
    } catch (CertificateFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(certificate.der()).isEqualTo(der);
    assertThat(certificate.subject()).isNotNull();
    assertThat(certificate.issuer()).isNotNull();
    assertThat(certificate.subjectPublicKey()).isNotNull();
    assertThat(certificate.subjectAltNames()).isNotNull();
    assertThat(certificate.serialNumber().toString()).isNotBlank();
    assertThat(certificate.toString()).isNotBlank();
  }

  @FuzzTest(maxDuration = "10m")
  void revocationLists(byte[] der) {
    RevocationList list;
    try {
      list = RevocationList.parse(der);
    } catch (CertificateFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(list.der()).isEqualTo(der);
    assertThat(list.size()).isNotNegative();
    assertThat(list.scope()).isNotNull();
    assertThat(list.issuer()).isNotNull();
    assertThat(list.toString()).isNotBlank();
  }

  @FuzzTest(maxDuration = "10m")
  void certificateRequests(byte[] der) {
    try {
      CertificateRequest request = CertificateRequest.parse(der);
      assertThat(request.publicKey()).isNotNull();
      assertThat(request.keyUsage()).isNotNull();
      assertThat(request.extendedKeyUsage()).isNotNull();
    } catch (CertificateFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "10m")
  void ocspRequests(byte[] der) {
    try {
      OcspRequest request = OcspRequest.parse(der);
      assertThat(request.certIds()).hasSizeBetween(1, OcspRequest.MAX_CERT_IDS);
    } catch (CertificateFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "10m")
  void ocspResponses(byte[] der) {
    try {
      OcspAnswer answer = OcspAnswer.parse(der);
      assertThat(answer.responderName() == null).isNotEqualTo(answer.responderKeyHash() == null);
      assertThat(answer.statuses()).allMatch(each -> each.thisUpdate() != null);
    } catch (CertificateFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
