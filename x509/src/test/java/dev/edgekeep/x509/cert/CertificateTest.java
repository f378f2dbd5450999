package dev.edgekeep.x509.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.x509.testing.TestCa;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

class CertificateTest {
  private static final TestCa ROOT = TestCa.root("CN=Root");

  @Test
  void itsFieldsAreThoseThatTheJavaPlatformReads() throws Exception {
    Certificate ours =
        ROOT.issue(
            "CN=Alice,O=Partner",
            TestCa.leaf()
                .serial(0x0a1b2c)
                .dns("a.example", "*.b.example")
                .purposes(KeyPurposeId.id_kp_clientAuth));
    X509Certificate theirs =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(ours.der()));
    assertThat(ours.serialNumber().value()).isEqualTo(theirs.getSerialNumber());
    assertThat(ours.serialNumber()).hasToString("0a:1b:2c");
    assertThat(ours.notBefore()).isEqualTo(theirs.getNotBefore().toInstant());
    assertThat(ours.notAfter()).isEqualTo(theirs.getNotAfter().toInstant());
    assertThat(ours.subjectPublicKey().publicKey()).isEqualTo(theirs.getPublicKey());
    assertThat(ours.subjectPublicKey()).hasToString("ECDSA P-256");
    assertThat(ours.extendedKeyUsage()).isEqualTo(theirs.getExtendedKeyUsage());
    assertThat(ours.toBeSigned().toBytes()).isEqualTo(theirs.getTBSCertificate());
    assertThat(ours.subjectAltNames())
        .containsExactly(
            new dev.edgekeep.x509.cert.GeneralName.Dns("a.example"),
            new dev.edgekeep.x509.cert.GeneralName.Dns("*.b.example"));
    assertThat(ours.isCa()).isFalse();
    assertThat(ours.isSelfIssued()).isFalse();
    assertThat(Objects.requireNonNull(ours.authorityKeyIdentifier()).keyIdentifier())
        .isEqualTo(ROOT.certificate().subjectKeyIdentifier());
    assertThat(ROOT.certificate().computedKeyIdentifier().hex())
        .isEqualTo(String.valueOf(ROOT.certificate().subjectKeyIdentifier()));
    assertThat(ROOT.certificate().isSelfIssued()).isTrue();
  }

  @Test
  void itEqualsAnotherOfTheSameEncoding() throws CertificateFormatException {
    Certificate again = Certificate.parse(ROOT.certificate().der());
    assertThat(again).isEqualTo(ROOT.certificate()).hasSameHashCodeAs(ROOT.certificate());
    assertThat(again.sha256()).isEqualTo(ROOT.certificate().sha256());
  }

  @Test
  void errorsAreReportedWithTheirPosition() {
    byte[] der = ROOT.certificate().der();
    der[4] = 0x31;
    assertThatThrownBy(() -> Certificate.parse(der))
        .isInstanceOf(CertificateFormatException.class)
        .hasMessage("malformed certificate: tbsCertificate is SET, expected SEQUENCE (at byte 4)");
  }

  @Test
  void octetsAfterTheEndAreRefused() {
    byte[] der = ROOT.certificate().der();
    byte[] longer = java.util.Arrays.copyOf(der, der.length + 1);
    assertThatThrownBy(() -> Certificate.parse(longer))
        .isInstanceOf(CertificateFormatException.class);
  }

  @Test
  void anAddressOfFiveOctetsIsRefusedWhenItIsParsed() {
    GeneralName odd =
        new GeneralName(
            GeneralName.iPAddress, new org.bouncycastle.asn1.DEROctetString(new byte[5]));
    assertThatThrownBy(() -> ROOT.issue("CN=x", TestCa.leaf().names(odd)))
        .hasCauseInstanceOf(CertificateFormatException.class)
        .rootCause()
        .hasMessageContaining("iPAddress of 5 octets");
  }

  @Test
  void aHundredThousandUnusedCertificatesFitIntoLittleMemory() throws Exception {
    byte[] der = ROOT.issue("CN=Alice", TestCa.leaf().dns("a.example")).der();
    int count = 20_000;
    Certificate[] held = new Certificate[count];
    long before = used();
    for (int i = 0; i < count; i++) {
      held[i] = Certificate.parse(der);
    }
    long each = (used() - before) / count;
    assertThat(each - der.length).as("octets besides the encoding").isLessThan(1_024);
    assertThat(List.of(held)).hasSize(count);
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
