package dev.edgekeep.x509.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.crl.RevocationReason;
import dev.edgekeep.x509.issue.KeyKind;
import dev.edgekeep.x509.testing.TestAuthority;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Responses of this project's own responder, verified: what is accepted, and what is not. */
class OcspCheckTest {
  private static final TestAuthority CA = TestAuthority.create(KeyKind.P_256);
  private static final Certificate CLIENT = CA.client("CN=Client");
  private static final Certificate ISSUER = Objects.requireNonNull(CA.issuing().certificate());
  private static final Instant NOW = TestAuthority.NOW;
  private static final CertificateStatus GOOD = new CertificateStatus.Good();

  @Test
  void everyStatusIsReadBack() throws Exception {
    for (CertificateStatus status :
        new CertificateStatus[] {
          GOOD,
          new CertificateStatus.Unknown(),
          new CertificateStatus.Revoked(NOW.minusSeconds(60), RevocationReason.KEY_COMPROMISE),
          new CertificateStatus.Revoked(NOW.minusSeconds(60), RevocationReason.UNSPECIFIED)
        }) {
      OcspAnswer.Single single = OcspCheck.verify(answer(status), CLIENT, ISSUER, NOW);
      assertThat(single.status()).isEqualTo(status);
      assertThat(single.nextUpdate()).isEqualTo(NOW.plusSeconds(3600));
    }
  }

  @Test
  void aResponseCountsOnlyInItsTime() throws Exception {
    OcspAnswer answer = answer(GOOD);
    assertThat(OcspCheck.verify(answer, CLIENT, ISSUER, NOW.minusSeconds(240))).isNotNull();
    assertThatThrownBy(
            () -> OcspCheck.verify(answer, CLIENT, ISSUER, NOW.minus(Duration.ofMinutes(6))))
        .hasMessageContaining("from the future");
    assertThatThrownBy(
            () -> OcspCheck.verify(answer, CLIENT, ISSUER, NOW.plus(Duration.ofMinutes(61))))
        .hasMessageContaining("ended on");
  }

  @Test
  void aResponseCountsOnlyForItsCertificateAndItsIssuer() throws Exception {
    OcspAnswer answer = answer(GOOD);
    Certificate other = CA.client("CN=Other");
    assertThatThrownBy(() -> OcspCheck.verify(answer, other, ISSUER, NOW))
        .hasMessageContaining("not about the certificate");
    Certificate stranger =
        Objects.requireNonNull(TestAuthority.create(KeyKind.P_256).issuing().certificate());
    assertThatThrownBy(() -> OcspCheck.verify(answer, CLIENT, stranger, NOW))
        .isInstanceOf(OcspCheck.RefusedException.class);
  }

  @Test
  void aResponseThatWasChangedIsRefused() throws Exception {
    byte[] der = encoded(GOOD);
    int refused = 0;
    for (int i = 0; i < der.length; i++) {
      byte[] changed = der.clone();
      changed[i] ^= 1;
      try {
        OcspAnswer.Single single = OcspCheck.verify(OcspAnswer.parse(changed), CLIENT, ISSUER, NOW);
        // The certificate of the signer is beside what is signed, and not needed.
        assertThat(single).isEqualTo(OcspCheck.verify(answer(der), CLIENT, ISSUER, NOW));
      } catch (CertificateFormatException | OcspCheck.RefusedException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(200);
  }

  private static OcspAnswer answer(CertificateStatus status) throws Exception {
    return answer(encoded(status));
  }

  private static OcspAnswer answer(byte[] der) throws Exception {
    return OcspAnswer.parse(der);
  }

  private static byte[] encoded(CertificateStatus status) throws Exception {
    OcspRequest request = OcspRequest.parse(OcspRequest.encode(CertId.of(CLIENT, ISSUER)));
    return OcspResponder.of(CA.issuing())
        .answer(request, NOW, NOW.plusSeconds(3600), any -> status);
  }
}
