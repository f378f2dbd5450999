package dev.edgekeep.x509.cert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.path.PathValidator;
import dev.edgekeep.x509.path.TrustStore;
import dev.edgekeep.x509.path.TrustedCa;
import dev.edgekeep.x509.path.ValidationPolicy;
import dev.edgekeep.x509.path.Verdict;
import dev.edgekeep.x509.pem.PemBlock;
import dev.edgekeep.x509.pem.PemFiles;
import dev.edgekeep.x509.pem.PrivateKeys;
import dev.edgekeep.x509.testing.TestCa;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** Every input is parsed or refused, and a modified certificate is never valid. */
class HostileEncodingTest {
  private static final TestCa ROOT = TestCa.root("CN=Root");
  private static final TestCa ISSUING =
      ROOT.intermediate(
          "CN=Issuing",
          TestCa.authority()
              .pathLength(3)
              .permits(new GeneralName(GeneralName.dNSName, "example")));
  private static final Certificate LEAF =
      ISSUING.issue(
          "CN=Alice", TestCa.leaf().dns("a.example").purposes(KeyPurposeId.id_kp_clientAuth));
  private static final RevocationList LIST = ISSUING.revoking(LEAF, ROOT.certificate());
  private static final TrustStore TRUST =
      TrustStore.of(List.of(TrustedCa.of("test", List.of(ROOT.certificate()))));

  private interface Parser {
    void parse(byte[] bytes) throws CertificateFormatException;
  }

  private static void parsesOrRefuses(Parser parser, byte[] bytes) {
    long start = System.nanoTime();
    try {
      parser.parse(bytes);
    } catch (CertificateFormatException e) {
      assertThat(e).hasMessageMatching("(?s).{5,}");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  private static byte[] mutated(byte[] original, long seed) {
    Random random = new Random(seed);
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  @Property(tries = 4000)
  void aChangedCertificateIsReadOrRefusedAndNeverVerified(@ForAll long seed) {
    byte[] bytes = mutated(LEAF.der(), seed);
    parsesOrRefuses(Certificate::parse, bytes);
    Verdict verdict =
        PathValidator.validateEncoded(
                List.of(bytes, ISSUING.certificate().der()),
                TRUST,
                ValidationPolicy.forClient(TestCa.NOW))
            .verdict();
    assertThat(verdict == Verdict.VERIFIED).isEqualTo(Arrays.equals(bytes, LEAF.der()));
  }

  @Property(tries = 2000)
  void aChangedIntermediateNeverVerifiesAnybody(@ForAll long seed) {
    byte[] bytes = mutated(ISSUING.certificate().der(), seed);
    Verdict verdict =
        PathValidator.validateEncoded(
                List.of(LEAF.der(), bytes), TRUST, ValidationPolicy.forClient(TestCa.NOW))
            .verdict();
    assertThat(verdict == Verdict.VERIFIED)
        .isEqualTo(Arrays.equals(bytes, ISSUING.certificate().der()));
  }

  @Property(tries = 3000)
  void aChangedListIsReadOrRefused(@ForAll long seed) {
    parsesOrRefuses(
        bytes -> RevocationList.parse(bytes).find(LEAF.serialNumber()), mutated(LIST.der(), seed));
  }

  @Property(tries = 1000)
  void aChangedPemTextIsReadOrRefused(@ForAll long seed) {
    byte[] pem =
        (PemBlock.write(PemBlock.CERTIFICATE, LEAF.der())
                + PemBlock.write(PemBlock.CRL, LIST.der()))
            .getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = mutated(pem, seed);
    parsesOrRefuses(PemFiles::certificates, bytes);
    parsesOrRefuses(PemFiles::revocationLists, bytes);
    parsesOrRefuses(text -> PrivateKeys.read(text, null), bytes);
  }

  @Property(tries = 1000)
  void randomOctetsAreRefused(@ForAll byte[] bytes) {
    parsesOrRefuses(Certificate::parse, bytes);
    parsesOrRefuses(RevocationList::parse, bytes);
    parsesOrRefuses(CertificateRequest::parse, bytes);
    parsesOrRefuses(PemFiles::certificates, bytes);
    parsesOrRefuses(content -> PrivateKeys.read(content, null), bytes);
  }
}
