package dev.edgekeep.x509.path;

import static dev.edgekeep.x509.testing.TestCa.NOW;
import static dev.edgekeep.x509.testing.TestCa.authority;
import static dev.edgekeep.x509.testing.TestCa.leaf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Tag;
import dev.edgekeep.x509.testing.TestCa;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

/** Details of RFC 5280 in which a validator is easily too lenient or too strict. */
class LenientAndStrictTest {
  private static final TestCa ROOT = TestCa.root("CN=Root");

  private static Verdict verdict(ValidationPolicy policy, TestCa anchor, Certificate... chain) {
    TrustedCa ca =
        new TrustedCa("t", List.of(anchor.certificate()), List.of(), List.of(), SerialSet.EMPTY);
    return PathValidator.validate(List.of(chain), TrustStore.of(List.of(ca)), policy).verdict();
  }

  private static Verdict verdict(TestCa anchor, Certificate... chain) {
    return verdict(ValidationPolicy.forClient(NOW), anchor, chain);
  }

  private static byte[] policies(String qualifier, byte[] value) {
    byte[] info = DerWriter.sequence(DerWriter.oid(qualifier), value);
    return DerWriter.sequence(
        DerWriter.sequence(DerWriter.oid("1.2.3.4"), DerWriter.sequence(info)));
  }

  @Test
  void aCriticalPolicyWithAnUnknownQualifierIsRefusedInLeafAndIssuer() {
    byte[] unknown = policies("1.2.3.5", DerWriter.element(Tag.NULL));
    byte[] statement =
        policies("1.3.6.1.5.5.7.2.1", DerWriter.element(Tag.IA5_STRING, new byte[] {'x'}));
    byte[] notice = policies("1.3.6.1.5.5.7.2.2", DerWriter.sequence());
    byte[] noStatement = policies("1.3.6.1.5.5.7.2.1", DerWriter.element(Tag.NULL));
    String oid = Extension.CERTIFICATE_POLICIES;
    assertThat(verdict(ROOT, ROOT.issue("CN=a", leaf().extension(oid, true, unknown))))
        .isEqualTo(Verdict.UNKNOWN_CRITICAL_EXTENSION);
    assertThat(verdict(ROOT, ROOT.issue("CN=a", leaf().extension(oid, true, noStatement))))
        .isEqualTo(Verdict.UNKNOWN_CRITICAL_EXTENSION);
    for (byte[] known : List.of(statement, notice)) {
      assertThat(verdict(ROOT, ROOT.issue("CN=a", leaf().extension(oid, true, known))))
          .isEqualTo(Verdict.VERIFIED);
    }
    assertThat(verdict(ROOT, ROOT.issue("CN=a", leaf().extension(oid, false, unknown))))
        .isEqualTo(Verdict.VERIFIED);
    TestCa middle = ROOT.intermediate("CN=Middle", authority().extension(oid, true, unknown));
    assertThat(verdict(ROOT, middle.issue("CN=a", leaf()), middle.certificate()))
        .isEqualTo(Verdict.UNKNOWN_CRITICAL_EXTENSION);
  }

  @Test
  void anExcludedNameWithALeadingPeriodLeavesTheNameItself() {
    TestCa ca =
        TestCa.root(
            "CN=Narrow", authority().excludes(new GeneralName(GeneralName.dNSName, ".bar.com")));
    assertThat(verdict(ca, ca.issue("CN=a", leaf().dns("bar.com")))).isEqualTo(Verdict.VERIFIED);
    assertThat(verdict(ca, ca.issue("CN=a", leaf().dns("*.com")))).isEqualTo(Verdict.VERIFIED);
    for (String below : List.of("a.bar.com", "b.a.bar.com", "*.bar.com")) {
      assertThat(verdict(ca, ca.issue("CN=a", leaf().dns(below))))
          .isEqualTo(Verdict.NAME_NOT_PERMITTED);
    }
  }

  @Test
  void anAnchorNeedsNoAuthorityKeyIdentifier() {
    ValidationPolicy webPki =
        ValidationPolicy.forServer(NOW, PeerName.ofHost("www.example.com")).withWebPkiProfile();
    Certificate anchor = TestCa.root("CN=Above").intermediate("CN=Anchor").certificate();
    assertThat(WebPkiRules.common(withoutAuthorityKey(anchor), true)).isNull();
    assertThat(WebPkiRules.common(withoutAuthorityKey(anchor), false)).isNotNull();
    assertThat(webPki.webPki()).isTrue();
  }

  /** The same with the identifier's extension under another OID, so that it is absent. */
  private static Certificate withoutAuthorityKey(Certificate certificate) {
    byte[] der = certificate.der();
    for (int i = 0; i + 5 <= der.length; i++) {
      if (der[i] == 6
          && der[i + 1] == 3
          && der[i + 2] == 0x55
          && der[i + 3] == 0x1d
          && der[i + 4] == 35) {
        der[i + 4] = 99;
      }
    }
    try {
      return Certificate.parse(der);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anExplicitDefaultIsAccepted() {
    byte[] notCritical = {1, 1, 0};
    byte[] constraints = DerWriter.sequence(notCritical);
    assertThat(
            verdict(
                ROOT,
                ROOT.issue(
                    "CN=a",
                    leaf()
                        .withoutBasicConstraints()
                        .extension(Extension.BASIC_CONSTRAINTS, true, constraints))))
        .isEqualTo(Verdict.VERIFIED);
  }
}
