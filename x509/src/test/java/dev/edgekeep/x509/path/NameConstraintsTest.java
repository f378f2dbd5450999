package dev.edgekeep.x509.path;

import static dev.edgekeep.x509.testing.TestCa.NOW;
import static dev.edgekeep.x509.testing.TestCa.authority;
import static dev.edgekeep.x509.testing.TestCa.leaf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.testing.TestCa;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.OtherName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameConstraintsTest {
  private static final TestCa ROOT = TestCa.root("CN=Root");

  private static GeneralName name(String text) {
    int colon = text.indexOf(':');
    String value = text.substring(colon + 1);
    return switch (text.substring(0, colon)) {
      case "dns" -> new GeneralName(GeneralName.dNSName, value);
      case "email" -> new GeneralName(GeneralName.rfc822Name, value);
      case "uri" -> new GeneralName(GeneralName.uniformResourceIdentifier, value);
      case "ip" -> new GeneralName(GeneralName.iPAddress, value);
      case "dn" -> new GeneralName(GeneralName.directoryName, value);
      default ->
          new GeneralName(
              GeneralName.otherName,
              new OtherName(new ASN1ObjectIdentifier("1.2.3"), new DERUTF8String(value)));
    };
  }

  private static Verdict verdict(List<Certificate> presented) {
    TrustStore store = TrustStore.of(List.of(TrustedCa.of("t", List.of(ROOT.certificate()))));
    return PathValidator.validate(presented, store, ValidationPolicy.forClient(NOW)).verdict();
  }

  private static Verdict leafWith(String san, TestCa.Shape constrained) {
    TestCa ca = ROOT.intermediate("CN=Constrained", constrained);
    Certificate leaf = ca.issue("O=Partner,CN=x", leaf().names(name(san)));
    return verdict(List.of(leaf, ca.certificate()));
  }

  @ParameterizedTest
  @CsvSource({
    "dns:a.example, dns:example, true",
    "dns:EXAMPLE, dns:example, true",
    "dns:notexample, dns:example, false",
    "dns:*.example, dns:example, true",
    "dns:*.example, dns:a.example, false",
    "dns:.example, dns:example, false",
    "dns:a_b.example, dns:example, false",
    "dns:a.example, 'dns:', true",
    "dns:a.example, dns:.example, true",
    "dns:example, dns:.example, false",
    "dns:a.example, ip:10.0.0.0/8, true",
    "ip:10.1.2.3, ip:10.0.0.0/8, true",
    "ip:11.1.2.3, ip:10.0.0.0/8, false",
    "ip:2001:db8::1, ip:2001:db8::/32, true",
    "ip:10.1.2.3, ip:2001:db8::/32, false",
    "email:a@example.com, email:example.com, true",
    "email:a@b.example.com, email:example.com, false",
    "email:a@b.example.com, email:.example.com, true",
    "email:a@EXAMPLE.com, email:a@example.com, true",
    "email:A@example.com, email:a@example.com, false",
    "email:*@example.com, email:*@example.com, true",
    "email:u@example.com, email:*@example.com, false",
    "email:a@b@example.com, email:example.com, false",
    "uri:https://h.example/x, uri:.example, true",
    "uri:https://example/x, uri:.example, false",
    "uri:https://h.example:8443/x, uri:h.example, true",
    "uri:urn:isbn:1, uri:h.example, false",
    "dn:O=Partner, dn:O=Partner, true",
    "dn:O=Other, dn:O=Partner, false",
    "other:x, other:x, false",
  })
  void permittedNames(String san, String base, boolean verified) {
    assertThat(leafWith(san, authority().permits(name(base))))
        .isEqualTo(verified ? Verdict.VERIFIED : Verdict.NAME_NOT_PERMITTED);
  }

  @ParameterizedTest
  @CsvSource({
    "dns:a.example, dns:example, false",
    "dns:a.example, dns:b.example, true",
    "dns:*.example, dns:b.example, false",
    "dns:*.example, dns:c.b.example, true",
    "ip:10.1.2.3, ip:10.0.0.0/8, false",
    "email:a@example.com, email:example.com, false",
    "dn:O=Other, dn:O=Partner, false",
    "dns:a.example, other:x, true",
    "other:x, other:y, false",
  })
  void excludedNames(String san, String base, boolean verified) {
    assertThat(leafWith(san, authority().excludes(name(base))))
        .isEqualTo(verified ? Verdict.VERIFIED : Verdict.NAME_NOT_PERMITTED);
  }

  @Test
  void theSubjectIsCheckedAgainstDirectoryNames() {
    assertThat(leafWith("dns:a.example", authority().permits(name("dn:O=Other"))))
        .isEqualTo(Verdict.NAME_NOT_PERMITTED);
    assertThat(leafWith("dns:a.example", authority().permits(name("dn:O=partner"))))
        .isEqualTo(Verdict.VERIFIED);
  }

  @Test
  void malformedConstraintsAreRefused() {
    assertThat(leafWith("dns:a.example", authority().permits(name("dns:*.example"))))
        .isEqualTo(Verdict.MALFORMED);
    assertThat(leafWith("email:a@example.com", authority().permits(name("email:a@b@example.com"))))
        .isEqualTo(Verdict.MALFORMED);
  }

  @Test
  void constraintsNarrowFromCaToCa() {
    TestCa outer = ROOT.intermediate("CN=Outer", authority().permits(name("dns:b.example")));
    TestCa inner = outer.intermediate("CN=Inner", authority().permits(name("dns:example")));
    Certificate inside = inner.issue("CN=x", leaf().dns("a.b.example"));
    Certificate outside = inner.issue("CN=x", leaf().dns("a.example"));
    assertThat(verdict(List.of(inside, inner.certificate(), outer.certificate())))
        .isEqualTo(Verdict.VERIFIED);
    assertThat(verdict(List.of(outside, inner.certificate(), outer.certificate())))
        .isEqualTo(Verdict.NAME_NOT_PERMITTED);
  }

  @Test
  void aPathWithoutTheConstraintIsFound() {
    TestCa ca = ROOT.intermediate("CN=Issuing", authority().permits(name("dns:other")));
    Certificate free = ca.certifiedBy(ROOT, authority()).certificate();
    Certificate leaf = ca.issue("CN=x", leaf().dns("a.example"));
    assertThat(verdict(List.of(leaf, ca.certificate(), free))).isEqualTo(Verdict.VERIFIED);
  }
}
