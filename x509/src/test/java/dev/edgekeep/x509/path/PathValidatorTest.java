package dev.edgekeep.x509.path;

import static dev.edgekeep.x509.testing.TestCa.NOW;
import static dev.edgekeep.x509.testing.TestCa.authority;
import static dev.edgekeep.x509.testing.TestCa.leaf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.testing.TestCa;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

class PathValidatorTest {
  private static final TestCa ROOT = TestCa.root("CN=Partner Root");
  private static final TestCa ISSUING = ROOT.intermediate("CN=Partner Issuing CA 3");
  private static final Certificate ALICE = ISSUING.issue("CN=Alice", leaf());

  private static TrustStore trust(Certificate... certificates) {
    return TrustStore.of(List.of(TrustedCa.of("partners", List.of(certificates))));
  }

  private static PathResult validate(TrustStore trust, Certificate... presented) {
    return PathValidator.validate(List.of(presented), trust, ValidationPolicy.forClient(NOW));
  }

  private static void refused(PathResult result, Verdict verdict, String words) {
    assertThat(result).isInstanceOf(PathResult.Refused.class);
    PathResult.Refused refused = (PathResult.Refused) result;
    assertThat(refused.verdict()).as(refused.sentence()).isEqualTo(verdict);
    assertThat(refused.sentence()).contains(words);
  }

  private static List<Certificate> path(PathResult result) {
    assertThat(result).as(result.toString()).isInstanceOf(PathResult.Verified.class);
    return ((PathResult.Verified) result).path();
  }

  @Test
  void aChainToARootOfTheStoreIsVerifiedUntilItsFirstEnd() {
    PathResult result = validate(trust(ROOT.certificate()), ALICE, ISSUING.certificate());
    assertThat(path(result)).containsExactly(ALICE, ISSUING.certificate(), ROOT.certificate());
    PathResult.Verified verified = (PathResult.Verified) result;
    assertThat(verified.ca().name()).isEqualTo("partners");
    assertThat(verified.validUntil()).isEqualTo(ALICE.notAfter());
  }

  @Test
  void anIntermediateMayBeLeftOutWhenTheStoreHasIt() {
    TrustStore store = trust(ROOT.certificate(), ISSUING.certificate());
    assertThat(path(validate(store, ALICE))).hasSize(3);
    assertThat(store.acceptableNames())
        .containsExactly(ROOT.certificate().subject(), ISSUING.certificate().subject());
  }

  @Test
  void anIntermediateAloneIsNoAnchor() {
    refused(
        validate(trust(ISSUING.certificate()), ALICE, ISSUING.certificate()),
        Verdict.CHAIN_INCOMPLETE,
        "CN=Partner Root");
  }

  @Test
  void aLeafSentAloneIsReportedWithTheMissingIssuer() {
    refused(
        validate(trust(ROOT.certificate()), ALICE),
        Verdict.CHAIN_INCOMPLETE,
        "the client sent only its own certificate, issued by CN=Partner Issuing CA 3; that issuer "
            + "is neither in the chain nor among the trusted CAs. Add it to the CA, or have the "
            + "client send it.");
  }

  @Test
  void aStrangerWithTheWholeChainIsUntrusted() {
    TestCa other = TestCa.root("CN=Other Root");
    refused(
        validate(trust(ROOT.certificate()), other.issue("CN=Eve", leaf()), other.certificate()),
        Verdict.UNTRUSTED,
        "ends at CN=Other Root");
  }

  @Test
  void aRootWithTheSameNameAndAnotherKeyIsIgnored() {
    TestCa other = TestCa.root("CN=Partner Root");
    Certificate eve = other.issue("CN=Eve", leaf());
    refused(validate(trust(ROOT.certificate()), eve), Verdict.BAD_SIGNATURE, "does not verify");
    refused(
        validate(trust(ROOT.certificate()), eve, other.certificate()),
        Verdict.BAD_SIGNATURE,
        "does not verify");
  }

  @Test
  void nothingPresentedIsAbsent() {
    refused(validate(trust(ROOT.certificate())), Verdict.ABSENT, "presented no certificate");
  }

  @Test
  void anExpiryIsReportedWithItsDateOnlyForARealChain() {
    TestCa.Shape old = leaf().valid(NOW.minusSeconds(900_000), NOW.minusSeconds(86_400 * 3));
    refused(
        validate(trust(ROOT.certificate()), ROOT.issue("CN=Old", old)),
        Verdict.EXPIRED,
        "3 days ago");
    TestCa forger = TestCa.root("CN=Partner Root");
    refused(
        validate(trust(ROOT.certificate()), forger.issue("CN=Old", old)),
        Verdict.BAD_SIGNATURE,
        "CN=Old");
  }

  @Test
  void validityIncludesBothItsEnds() {
    Certificate now = ROOT.issue("CN=Now", leaf().valid(NOW, NOW));
    assertThat(path(validate(trust(ROOT.certificate()), now))).hasSize(2);
    Certificate later =
        ROOT.issue("CN=Later", leaf().valid(NOW.plusSeconds(1), NOW.plusSeconds(9)));
    refused(validate(trust(ROOT.certificate()), later), Verdict.NOT_YET_VALID, "CN=Later");
  }

  @Test
  void anExpiredIntermediateDoesNoHarmIfAnotherIsValid() {
    Certificate expired =
        ISSUING
            .certifiedBy(
                ROOT, authority().valid(NOW.minusSeconds(900_000), NOW.minusSeconds(100_000)))
            .certificate();
    assertThat(path(validate(trust(ROOT.certificate()), ALICE, expired, ISSUING.certificate())))
        .containsExactly(ALICE, ISSUING.certificate(), ROOT.certificate());
  }

  @Test
  void aCrossSignedRootIsReachedOnEitherSide() {
    TestCa newRoot = TestCa.root("CN=New Root");
    Certificate cross = newRoot.certifiedBy(ROOT, authority()).certificate();
    Certificate bob = newRoot.issue("CN=Bob", leaf());
    assertThat(path(validate(trust(ROOT.certificate()), bob, newRoot.certificate(), cross)))
        .containsExactly(bob, cross, ROOT.certificate());
    assertThat(path(validate(trust(newRoot.certificate()), bob, cross))).hasSize(2);
  }

  @Test
  void orderAndUnrelatedCertificatesDoNotMatter() {
    TestCa second = ISSUING.intermediate("CN=Second");
    Certificate bob = second.issue("CN=Bob", leaf());
    Certificate unrelated = TestCa.root("CN=Unrelated").certificate();
    List<Certificate> rest =
        new ArrayList<>(
            List.of(unrelated, ROOT.certificate(), ISSUING.certificate(), second.certificate()));
    for (int i = 0; i < 6; i++) {
      Collections.shuffle(rest, new java.util.Random(i));
      List<Certificate> presented = new ArrayList<>(List.of(bob));
      presented.addAll(rest);
      PathResult result =
          PathValidator.validate(
              presented, trust(ROOT.certificate()), ValidationPolicy.forClient(NOW));
      assertThat(path(result)).hasSize(4);
    }
  }

  @Test
  void theMaximumDepthCountsIntermediates() {
    ValidationPolicy policy = ValidationPolicy.forClient(NOW);
    List<Certificate> presented = List.of(ALICE, ISSUING.certificate());
    TrustStore store = trust(ROOT.certificate());
    assertThat(PathValidator.validate(presented, store, policy.withMaxDepth(1)).verdict())
        .isEqualTo(Verdict.VERIFIED);
    refused(
        PathValidator.validate(presented, store, policy.withMaxDepth(0)),
        Verdict.PATH_TOO_LONG,
        "at most 0");
  }

  @Test
  void aPathLengthConstraintHolds() {
    TestCa narrow = ROOT.intermediate("CN=Narrow", authority().pathLength(0));
    TestCa below = narrow.intermediate("CN=Below");
    assertThat(
            path(
                validate(
                    trust(ROOT.certificate()),
                    narrow.issue("CN=Bob", leaf()),
                    narrow.certificate())))
        .hasSize(3);
    refused(
        validate(
            trust(ROOT.certificate()),
            below.issue("CN=Bob", leaf()),
            below.certificate(),
            narrow.certificate()),
        Verdict.PATH_TOO_LONG,
        "CN=Narrow allows 0 intermediates");
  }

  @Test
  void onlyACaCanIssue() {
    KeyPair keys = TestCa.newKeys();
    for (TestCa.Shape shape :
        List.of(
            leaf(),
            authority().withoutBasicConstraints(),
            authority().keyUsage(KeyUsage.cRLSign))) {
      Certificate certificate = ROOT.issue("CN=Fake", keys.getPublic(), shape);
      TestCa fake = new TestCa("CN=Fake", keys, certificate);
      refused(
          validate(trust(ROOT.certificate()), fake.issue("CN=Eve", leaf()), certificate),
          Verdict.NOT_A_CA,
          "CN=Fake");
    }
  }

  @Test
  void theUsageMustAllowAClient() {
    TrustStore store = trust(ROOT.certificate());
    refused(
        validate(store, ROOT.issue("CN=x", leaf().purposes(KeyPurposeId.id_kp_serverAuth))),
        Verdict.WRONG_USAGE,
        "clientAuth");
    refused(
        validate(store, ROOT.issue("CN=x", leaf().keyUsage(KeyUsage.keyEncipherment))),
        Verdict.WRONG_USAGE,
        "keyEncipherment");
    assertThat(
            path(
                validate(
                    store, ROOT.issue("CN=x", leaf().purposes(KeyPurposeId.anyExtendedKeyUsage)))))
        .hasSize(2);
  }

  @Test
  void anIssuersExtendedKeyUsageLimitsWhatIsBelowIt() {
    TestCa mail =
        ROOT.intermediate("CN=Mail", authority().purposes(KeyPurposeId.id_kp_emailProtection));
    refused(
        validate(trust(ROOT.certificate()), mail.issue("CN=x", leaf()), mail.certificate()),
        Verdict.WRONG_USAGE,
        "CN=Mail");
  }

  @Test
  void unknownCriticalExtensionsAreRefused() {
    refused(
        validate(
            trust(ROOT.certificate()),
            ROOT.issue("CN=x", leaf().unknownCritical("1.3.6.1.4.1.5.5"))),
        Verdict.UNKNOWN_CRITICAL_EXTENSION,
        "1.3.6.1.4.1.5.5");
  }

  @Test
  void weakKeysAndSignaturesAreRefused() {
    TrustStore store = trust(ROOT.certificate());
    refused(validate(store, ROOT.issue("CN=x", leaf().sha1())), Verdict.WEAK_ALGORITHM, "SHA1");
    refused(
        validate(store, ROOT.issue("CN=x", TestCa.newKeys("RSA", 1024).getPublic(), leaf())),
        Verdict.WEAK_ALGORITHM,
        "RSA 1024");
  }

  @Test
  void keysOfEverySupportedKindAreVerified() {
    for (String kind : List.of("RSA 2048", "EC 384", "EC 521", "Ed25519 0", "Ed448 0")) {
      String[] parts = kind.split(" ", -1);
      KeyPair keys = TestCa.newKeys(parts[0], Integer.parseInt(parts[1]));
      String algorithm =
          switch (parts[0]) {
            case "RSA" -> "SHA512withRSA";
            case "EC" -> "SHA384withECDSA";
            default -> parts[0];
          };
      Certificate ca = ROOT.issue("CN=" + kind, keys.getPublic(), authority());
      TestCa issuing = new TestCa("CN=" + kind, keys, ca);
      Certificate bob = issuing.issue("CN=Bob", leaf().signedWith(algorithm));
      assertThat(path(validate(trust(ROOT.certificate()), bob, ca))).as(kind).hasSize(3);
    }
  }

  @Test
  void aSelfSignedCertificateThatIsInTheStoreItselfIsTrusted() {
    Certificate pinned = TestCa.root("CN=Device", leaf()).certificate();
    assertThat(path(validate(trust(pinned), pinned))).containsExactly(pinned);
    refused(validate(trust(ROOT.certificate()), pinned), Verdict.UNTRUSTED, "self-signed");
  }

  @Test
  void aRootReissuedWithItsKeyIsTheSameAnchor() {
    Certificate again = ROOT.certifiedBy(ROOT, authority()).certificate();
    assertThat(again).isNotEqualTo(ROOT.certificate());
    assertThat(path(validate(trust(again), ALICE, ISSUING.certificate(), ROOT.certificate())))
        .endsWith(again);
  }

  @Test
  void aRevokedSerialNumberIsRefused() {
    TrustedCa ca =
        TrustedCa.of(
            "partners", List.of(ROOT.certificate()), List.of(), SerialSet.of(ALICE.serialNumber()));
    refused(
        validate(TrustStore.of(List.of(ca)), ALICE, ISSUING.certificate()),
        Verdict.REVOKED,
        ALICE.serialNumber().toString());
  }

  @Test
  void malformedCertificatesOtherThanTheLeafAreIgnored() {
    List<byte[]> presented =
        List.of(ALICE.der(), new byte[] {0x30, 0x00}, ISSUING.certificate().der());
    assertThat(
            PathValidator.validateEncoded(
                    presented, trust(ROOT.certificate()), ValidationPolicy.forClient(NOW))
                .verdict())
        .isEqualTo(Verdict.VERIFIED);
    refused(
        PathValidator.validateEncoded(
            List.of(new byte[] {0x30, 0x00}),
            trust(ROOT.certificate()),
            ValidationPolicy.forClient(NOW)),
        Verdict.MALFORMED,
        "tbsCertificate is missing");
  }

  @Test
  void everyRefusalHasItsTlsAlert() {
    for (Verdict verdict : Verdict.values()) {
      assertThat(verdict.alert() == null).isEqualTo(verdict == Verdict.VERIFIED);
    }
    assertThat(Verdict.REVOKED.alert()).isEqualTo(TlsAlert.CERTIFICATE_REVOKED);
  }

  @Test
  void aVerifiedChainTakesLittleMoreThanItsSignature() {
    List<Certificate> presented = List.of(ALICE, ISSUING.certificate());
    TrustStore store = trust(ROOT.certificate());
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 200; i++) {
      long start = System.nanoTime();
      PathValidator.validate(presented, store, ValidationPolicy.forClient(NOW));
      best = Math.min(best, System.nanoTime() - start);
    }
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(50));
  }
}
