package dev.edgekeep.x509.path;

import static dev.edgekeep.x509.testing.TestCa.NOW;
import static dev.edgekeep.x509.testing.TestCa.authority;
import static dev.edgekeep.x509.testing.TestCa.leaf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.testing.TestCa;
import java.util.List;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/**
 * A configuration that refuses all clients causes a warning, with the reason that a verdict would
 * give.
 */
class TrustWarningsTest {
  private static final TestCa ROOT = TestCa.root("CN=Root");
  private static final TestCa ISSUING = ROOT.intermediate("CN=Issuing");

  private static TrustedCa ca(List<Certificate> certificates, RevocationList... lists) {
    return TrustedCa.of("t", certificates, List.of(lists), SerialSet.EMPTY);
  }

  private static List<String> lists(RevocationList... lists) {
    return TrustWarnings.ofLists(ca(List.of(ROOT.certificate()), lists), NOW);
  }

  private static List<String> certificates(Certificate... certificates) {
    return TrustWarnings.ofCertificates(ca(List.of(certificates)), Purpose.CLIENT, NOW);
  }

  private static void refuses(List<String> warnings, String reason) {
    assertThat(warnings).anyMatch(each -> each.contains("are refused") && each.contains(reason));
  }

  /** A client's verdict has the same reason. */
  private static void tells(String reason, RevocationList... lists) {
    refuses(lists(lists), reason);
    PathResult result =
        PathValidator.validate(
            List.of(ROOT.issue("CN=Alice", leaf())),
            TrustStore.of(List.of(ca(List.of(ROOT.certificate()), lists))),
            ValidationPolicy.forClient(NOW));
    assertThat(result.verdict()).isEqualTo(Verdict.REVOCATION_UNKNOWN);
    assertThat(((PathResult.Refused) result).sentence()).contains(reason);
  }

  @Test
  void aCorrectConfigurationHasNoWarnings() {
    TrustedCa ca =
        ca(
            List.of(ROOT.certificate(), ISSUING.certificate()),
            ROOT.revoking(),
            ISSUING.revoking(ISSUING.issue("CN=x", leaf())));
    assertThat(TrustWarnings.ofLists(ca, NOW)).isEmpty();
    assertThat(TrustWarnings.ofCertificates(ca, Purpose.CLIENT, NOW)).isEmpty();
    assertThat(TrustWarnings.ofCertificates(ca, Purpose.SERVER, NOW)).isEmpty();
  }

  @Test
  void aDeltaAlone() {
    tells("there is only a delta list", ROOT.newList().number(2).deltaOf(1).build());
  }

  @Test
  void aPartitionAlone() {
    GeneralNames names =
        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, "http://a/1.crl"));
    IssuingDistributionPoint part =
        new IssuingDistributionPoint(
            new DistributionPointName(names), false, false, null, false, false);
    tells("distribution point URI:http://a/1.crl only", ROOT.newList().scope(part).build());
  }

  @Test
  void listsOfOtherKindsOfCertificates() {
    tells(
        "for CA certificates only",
        ROOT.newList()
            .scope(new IssuingDistributionPoint(null, false, true, null, false, false))
            .build());
    tells(
        "for attribute certificates only",
        ROOT.newList()
            .scope(new IssuingDistributionPoint(null, false, false, null, false, true))
            .build());
  }

  @Test
  void aListBeforeAndAfterItsTime() {
    tells("from the future", ROOT.list(NOW.plusSeconds(9), NOW.plusSeconds(99)));
    tells("was due for renewal", ROOT.list(NOW.minusSeconds(99), NOW.minusSeconds(9)));
  }

  @Test
  void aListWithAnUnknownCriticalExtension() {
    tells("unsupported critical extension: 1.2.3", ROOT.newList().critical("1.2.3").build());
  }

  @Test
  void aListOfAnotherSigner() {
    TestCa impostor = new TestCa("CN=Root", TestCa.newKeys(), ROOT.certificate());
    tells("is not signed by it", impostor.revoking());
    assertThat(lists(impostor.revoking())).anyMatch(each -> each.contains("does not verify"));
  }

  @Test
  void aCaThatMayNotSignLists() {
    TestCa mute = TestCa.root("CN=Mute", authority().keyUsage(KeyUsage.keyCertSign));
    refuses(
        TrustWarnings.ofLists(ca(List.of(mute.certificate()), mute.revoking()), NOW),
        "does not allow cRLSign");
  }

  @Test
  void aMissingListOfAnIntermediateOrOfARoot() {
    List<Certificate> bundle = List.of(ROOT.certificate(), ISSUING.certificate());
    refuses(TrustWarnings.ofLists(ca(bundle, ROOT.revoking()), NOW), "CN=Issuing");
    refuses(TrustWarnings.ofLists(ca(bundle, ISSUING.revoking()), NOW), "CN=Root");
  }

  @Test
  void aSupersededListCausesAWarning() {
    assertThat(lists(ROOT.newList().number(1).build(), ROOT.newList().number(2).build()))
        .singleElement()
        .asString()
        .contains("with number 1 of", "superseded by the one with number 2");
  }

  @Test
  void certificatesThatCannotBeIssuers() {
    refuses(
        certificates(
            TestCa.root("CN=Old", authority().valid(NOW.minusSeconds(9), NOW.minusSeconds(1)))
                .certificate()),
        "expired");
    refuses(
        certificates(
            TestCa.root("CN=New", authority().valid(NOW.plusSeconds(1), NOW.plusSeconds(9)))
                .certificate()),
        "is valid from");
    refuses(
        certificates(TestCa.root("CN=Mute", authority().keyUsage(KeyUsage.cRLSign)).certificate()),
        "does not allow signing certificates");
    refuses(
        certificates(
            TestCa.root("CN=Servers", authority().purposes(KeyPurposeId.id_kp_serverAuth))
                .certificate()),
        "does not include clientAuth");
    refuses(
        certificates(TestCa.root("CN=Odd", authority().unknownCritical("1.2.3.4")).certificate()),
        "critical extension 1.2.3.4");
    refuses(
        certificates(
            ROOT.certificate(), TestCa.root("CN=Elsewhere").intermediate("CN=Lost").certificate()),
        "no chain of certificates leads from it to a root");
  }

  @Test
  void aRootThatEndedRefusesWhatItsIntermediatesIssued() {
    TestCa root =
        TestCa.root("CN=Old", authority().valid(NOW.minusSeconds(9), NOW.minusSeconds(1)));
    assertThat(certificates(root.certificate(), root.intermediate("CN=Below").certificate()))
        .singleElement()
        .asString()
        .contains("CN=Old or CN=Below");
  }

  @Test
  void namesAndPoliciesOfLeavesAreNotGuessed() {
    assertThat(
            certificates(
                TestCa.root(
                        "CN=Narrow",
                        authority().permits(new GeneralName(GeneralName.dNSName, "a.example")))
                    .certificate()))
        .isEmpty();
  }
}
