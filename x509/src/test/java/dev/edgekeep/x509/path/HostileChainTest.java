package dev.edgekeep.x509.path;

import static dev.edgekeep.x509.testing.TestCa.NOW;
import static dev.edgekeep.x509.testing.TestCa.authority;
import static dev.edgekeep.x509.testing.TestCa.leaf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.testing.TestCa;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

/** Expensive chains: each decision ends within a limit, warm or cold, and none is verified. */
class HostileChainTest {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final TestCa ROOT = TestCa.root("CN=Root");
  private static final TrustStore TRUST =
      TrustStore.of(List.of(TrustedCa.of("t", List.of(ROOT.certificate()))));

  private static Verdict verdict(List<Certificate> presented) {
    long start = System.nanoTime();
    Verdict verdict =
        PathValidator.validate(presented, TRUST, ValidationPolicy.forClient(NOW)).verdict();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
    return verdict;
  }

  @Test
  void aLongChainToNowhere() {
    TestCa ca = TestCa.root("CN=Nowhere");
    List<Certificate> presented = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ca = ca.intermediate("CN=Link " + i);
      presented.add(ca.certificate());
    }
    presented.addFirst(ca.issue("CN=Leaf", leaf()));
    assertThat(verdict(presented)).isEqualTo(Verdict.UNTRUSTED);
  }

  @Test
  void aHundredKeysUnderOneNameThatAllClaimTheRoot() {
    TestCa fake = TestCa.root("CN=Root");
    List<Certificate> presented = new ArrayList<>();
    TestCa last = fake;
    for (int i = 0; i < 100; i++) {
      last = fake.intermediate("CN=Same");
      presented.add(last.certificate());
    }
    presented.addFirst(last.issue("CN=Leaf", leaf()));
    assertThat(verdict(presented)).isIn(Verdict.TOO_COMPLEX, Verdict.BAD_SIGNATURE);
  }

  @Test
  void aWebInWhichEverybodyHasCertifiedEverybody() {
    List<TestCa> cas = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      cas.add(TestCa.root("CN=Web " + i));
    }
    List<Certificate> presented = new ArrayList<>();
    for (TestCa issuer : cas) {
      for (TestCa subject : cas) {
        if (!issuer.equals(subject)) {
          presented.add(subject.certifiedBy(issuer, authority()).certificate());
        }
      }
      // A forged link to the trusted root keeps every branch of the search alive.
      TestCa forger = new TestCa("CN=Root", issuer.keys(), issuer.certificate());
      presented.add(issuer.certifiedBy(forger, authority()).certificate());
    }
    presented.addFirst(cas.getFirst().issue("CN=Leaf", leaf()));
    assertThat(verdict(presented)).isIn(Verdict.TOO_COMPLEX, Verdict.BAD_SIGNATURE);
  }

  @Test
  void thousandsOfNamesUnderThousandsOfConstraints() {
    GeneralName[] names = new GeneralName[2_000];
    GeneralName[] bases = new GeneralName[2_000];
    for (int i = 0; i < names.length; i++) {
      names[i] = new GeneralName(GeneralName.dNSName, "h" + i + ".example");
      bases[i] = new GeneralName(GeneralName.dNSName, "x" + i + ".example");
    }
    TestCa ca = ROOT.intermediate("CN=Wide", authority().excludes(bases));
    assertThat(verdict(List.of(ca.issue("CN=Leaf", leaf().names(names)), ca.certificate())))
        .isEqualTo(Verdict.TOO_COMPLEX);
  }

  @Test
  void moreCertificatesThanAnybodySends() {
    assertThat(verdict(Collections.nCopies(1_000, ROOT.certificate())))
        .isEqualTo(Verdict.TOO_COMPLEX);
  }
}
