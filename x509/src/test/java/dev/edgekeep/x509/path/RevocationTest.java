package dev.edgekeep.x509.path;

import static dev.edgekeep.x509.testing.TestCa.NOW;
import static dev.edgekeep.x509.testing.TestCa.authority;
import static dev.edgekeep.x509.testing.TestCa.leaf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.testing.TestCa;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

class RevocationTest {
  private static final TestCa ROOT = TestCa.root("CN=Root");
  private static final TestCa ISSUING = ROOT.intermediate("CN=Issuing");
  private static final Certificate ALICE = ISSUING.issue("CN=Alice", leaf());
  private static final Certificate BOB = ISSUING.issue("CN=Bob", leaf());

  private static PathResult validate(Certificate leaf, RevocationList... lists) {
    TrustedCa ca = TrustedCa.of("t", List.of(ROOT.certificate()), List.of(lists), SerialSet.EMPTY);
    return PathValidator.validate(
        List.of(leaf, ISSUING.certificate()),
        TrustStore.of(List.of(ca)),
        ValidationPolicy.forClient(NOW));
  }

  private static void refused(PathResult result, Verdict verdict, String words) {
    assertThat(result.verdict()).as(result.toString()).isEqualTo(verdict);
    assertThat(((PathResult.Refused) result).sentence()).contains(words);
  }

  @Test
  void aCertificateOnTheListIsRevokedAndOthersAreVerified() {
    RevocationList list = ISSUING.revoking(ALICE);
    refused(validate(ALICE, list, ROOT.revoking()), Verdict.REVOKED, "keyCompromise");
    PathResult result = validate(BOB, list, ROOT.revoking());
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(((PathResult.Verified) result).validUntil()).isEqualTo(list.nextUpdate());
  }

  @Test
  void aRevokedIssuerTakesItsClientsWithIt() {
    refused(
        validate(ALICE, ISSUING.revoking(), ROOT.revoking(ISSUING.certificate())),
        Verdict.REVOKED,
        "CN=Issuing");
  }

  @Test
  void everyCertificateOfThePathNeedsAList() {
    refused(validate(ALICE, ISSUING.revoking()), Verdict.REVOCATION_UNKNOWN, "CN=Issuing");
    refused(validate(ALICE, ROOT.revoking()), Verdict.REVOCATION_UNKNOWN, "CN=Alice");
  }

  @Test
  void anExpiredListIsIgnored() {
    Instant yesterday = NOW.minusSeconds(86_400);
    refused(
        validate(ALICE, ISSUING.list(yesterday, yesterday.plusSeconds(60)), ROOT.revoking()),
        Verdict.REVOCATION_UNKNOWN,
        "get the new one");
    refused(
        validate(ALICE, ISSUING.list(NOW.plusSeconds(5), NOW.plusSeconds(60)), ROOT.revoking()),
        Verdict.REVOCATION_UNKNOWN,
        "from the future");
  }

  @Test
  void aListSignedByAnotherKeyIsIgnored() {
    TestCa impostor = new TestCa("CN=Issuing", TestCa.newKeys(), ISSUING.certificate());
    refused(
        validate(ALICE, impostor.revoking(), ROOT.revoking()),
        Verdict.REVOCATION_UNKNOWN,
        "CN=Alice");
  }

  @Test
  void anIssuerWhoseKeyUsageForbidsListsSignsNone() {
    TestCa mute = ROOT.intermediate("CN=Mute", authority().keyUsage(KeyUsage.keyCertSign));
    TrustedCa ca =
        TrustedCa.of(
            "t",
            List.of(ROOT.certificate()),
            List.of(mute.revoking(), ROOT.revoking()),
            SerialSet.EMPTY);
    PathResult result =
        PathValidator.validate(
            List.of(mute.issue("CN=x", leaf()), mute.certificate()),
            TrustStore.of(List.of(ca)),
            ValidationPolicy.forClient(NOW));
    refused(result, Verdict.REVOCATION_UNKNOWN, "CN=x");
  }

  @Test
  void aListOfManyIsLookedUpBySerialNumber() {
    Certificate[] many = new Certificate[300];
    for (int i = 0; i < many.length; i++) {
      many[i] = ISSUING.issue("CN=x", TestCa.newKeys().getPublic(), leaf());
    }
    RevocationList list = ISSUING.revoking(many);
    assertThat(list.size()).isEqualTo(many.length);
    for (Certificate certificate : many) {
      assertThat(list.find(certificate.serialNumber())).isNotNull();
    }
    assertThat(list.find(ALICE.serialNumber())).isNull();
  }
}
