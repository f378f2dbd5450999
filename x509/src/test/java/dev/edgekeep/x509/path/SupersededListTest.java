package dev.edgekeep.x509.path;

import static dev.edgekeep.x509.testing.TestCa.NOW;
import static dev.edgekeep.x509.testing.TestCa.leaf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.testing.ListShape;
import dev.edgekeep.x509.testing.TestCa;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.junit.jupiter.api.Test;

/** Several lists of one issuer: which of them applies, in whatever order they come. */
class SupersededListTest {
  private static final TestCa ROOT = TestCa.root("CN=Root");
  private static final Certificate ALICE = ROOT.issue("CN=Alice", leaf());
  private static final Instant EARLIER = NOW.minusSeconds(600);
  private static final Instant LATER = NOW.minusSeconds(60);

  private static PathResult validate(
      Instant at, List<Certificate> bundle, RevocationList... lists) {
    TrustedCa ca = TrustedCa.of("t", bundle, List.of(lists), SerialSet.EMPTY);
    return PathValidator.validate(
        List.of(ALICE), TrustStore.of(List.of(ca)), ValidationPolicy.forClient(at));
  }

  private static Verdict verdict(RevocationList... lists) {
    return validate(NOW, List.of(ROOT.certificate()), lists).verdict();
  }

  private static void inEveryOrder(Verdict expected, ListShape one, ListShape other) {
    assertThat(verdict(one.build(), other.build())).isEqualTo(expected);
    assertThat(verdict(other.build(), one.build())).isEqualTo(expected);
  }

  private static ListShape list(long number, Instant from) {
    return ROOT.newList().number(number).from(from);
  }

  @Test
  void theHigherNumberRevokesInEveryOrder() {
    inEveryOrder(Verdict.REVOKED, list(1, EARLIER), list(2, LATER).revoking(ALICE));
  }

  @Test
  void aCertificateReleasedInTheNewerListIsVerifiedInEveryOrder() {
    inEveryOrder(Verdict.VERIFIED, list(1, EARLIER).revoking(ALICE), list(2, LATER));
    inEveryOrder(
        Verdict.VERIFIED, list(1, EARLIER).revoking(ALICE, 6), list(2, LATER).revoking(ALICE, 8));
  }

  @Test
  void theNumberDecidesBeforeTheDate() {
    inEveryOrder(Verdict.REVOKED, list(1, LATER), list(2, EARLIER).revoking(ALICE));
    inEveryOrder(Verdict.VERIFIED, list(1, LATER).revoking(ALICE), list(2, EARLIER));
  }

  @Test
  void theDateDecidesWhereNumbersDoNot() {
    inEveryOrder(Verdict.REVOKED, list(1, EARLIER), list(1, LATER).revoking(ALICE));
    inEveryOrder(Verdict.VERIFIED, list(1, EARLIER).revoking(ALICE), list(1, LATER));
    ListShape unnumbered = ROOT.newList().number((BigInteger) null).from(LATER);
    inEveryOrder(Verdict.REVOKED, list(7, EARLIER), unnumbered.revoking(ALICE));
    inEveryOrder(
        Verdict.VERIFIED,
        list(7, EARLIER).revoking(ALICE),
        ROOT.newList().number((BigInteger) null).from(LATER));
  }

  @Test
  void ifNeitherDecidesRevocationWins() {
    inEveryOrder(Verdict.REVOKED, list(1, LATER), list(1, LATER).revoking(ALICE));
  }

  @Test
  void numbersAndDatesThatContradictEachOtherLeaveEveryListInForce() {
    RevocationList byNumber = list(2, NOW.minusSeconds(900)).build();
    RevocationList byDate =
        ROOT.newList().number((BigInteger) null).from(NOW.minusSeconds(600)).build();
    RevocationList oldNumber = list(1, NOW.minusSeconds(300)).revoking(ALICE).build();
    assertThat(verdict(byNumber, byDate, oldNumber)).isEqualTo(Verdict.REVOKED);
    assertThat(verdict(oldNumber, byDate, byNumber)).isEqualTo(Verdict.REVOKED);
  }

  @Test
  void aNumberOfTwentyOctetsIsCompared() {
    BigInteger huge = BigInteger.ONE.shiftLeft(158);
    inEveryOrder(
        Verdict.REVOKED, list(1, LATER), ROOT.newList().number(huge).from(EARLIER).revoking(ALICE));
  }

  @Test
  void anotherScopeSupersedesNothing() {
    IssuingDistributionPoint users =
        new IssuingDistributionPoint(null, true, false, null, false, false);
    inEveryOrder(Verdict.REVOKED, list(2, LATER), list(1, EARLIER).scope(users).revoking(ALICE));
    inEveryOrder(Verdict.REVOKED, list(1, EARLIER).revoking(ALICE), list(2, LATER).scope(users));
  }

  @Test
  void aForgedListSupersedesNothing() {
    TestCa impostor = new TestCa("CN=Root", TestCa.newKeys(), ROOT.certificate());
    inEveryOrder(
        Verdict.REVOKED,
        list(1, EARLIER).revoking(ALICE),
        impostor.newList().number(9).from(LATER));
  }

  @Test
  void aListOfAnotherKeySupersedesNothingAndRevokes() {
    TestCa signer =
        ROOT.intermediate("CN=Root", TestCa.authority()); // the issuer's name, another key
    List<Certificate> bundle = List.of(ROOT.certificate(), signer.certificate());
    RevocationList own = list(1, EARLIER).build();
    RevocationList others = signer.newList().number(9).from(LATER).build();
    RevocationList revoking = signer.newList().number(9).from(LATER).revoking(ALICE).build();
    assertThat(validate(NOW, bundle, own, revoking).verdict()).isEqualTo(Verdict.REVOKED);
    assertThat(validate(NOW, bundle, revoking, own).verdict()).isEqualTo(Verdict.REVOKED);
    RevocationList ownRevoking = list(1, EARLIER).revoking(ALICE).build();
    assertThat(validate(NOW, bundle, others, ownRevoking).verdict()).isEqualTo(Verdict.REVOKED);
  }

  @Test
  void twoRootsOfOneNameDoNotRevokeForEachOther() {
    TestCa other = TestCa.root("CN=Root");
    PathResult result =
        validate(
            NOW,
            List.of(ROOT.certificate(), other.certificate()),
            list(1, EARLIER).build(),
            other.newList().number(2).from(LATER).revoking(ALICE).build());
    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
  }

  @Test
  void aSupersededListDoesNotReturnWhenTheNewerEnds() {
    ListShape old = list(1, EARLIER).until(NOW.plusSeconds(9_000));
    ListShape ended = list(2, EARLIER.plusSeconds(60)).until(NOW.minusSeconds(60));
    inEveryOrder(Verdict.REVOCATION_UNKNOWN, old, ended);
    inEveryOrder(Verdict.REVOKED, old, ended.revoking(ALICE));
  }

  @Test
  void aFutureListAppliesWhenItBegins() {
    RevocationList now = list(1, EARLIER).build();
    Instant soon = NOW.plusSeconds(100);
    RevocationList next = list(2, soon).revoking(ALICE).build();
    PathResult result = validate(NOW, List.of(ROOT.certificate()), next, now);
    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(((PathResult.Verified) result).validUntil()).isBefore(soon);
    assertThat(validate(soon, List.of(ROOT.certificate()), now, next).verdict())
        .isEqualTo(Verdict.REVOKED);
  }

  @Test
  void theNewestDeltaAmendsTheNewestCompleteList() {
    RevocationList old = list(1, EARLIER).build();
    RevocationList complete = list(4, EARLIER.plusSeconds(9)).build();
    RevocationList first = list(5, EARLIER.plusSeconds(60)).deltaOf(4).revoking(ALICE, 6).build();
    RevocationList second = list(6, LATER).deltaOf(4).revoking(ALICE, 8).build();
    assertThat(verdict(old, complete, first)).isEqualTo(Verdict.REVOKED);
    assertThat(verdict(first, complete, old)).isEqualTo(Verdict.REVOKED);
    assertThat(verdict(complete, first, second)).isEqualTo(Verdict.VERIFIED);
    assertThat(verdict(second, first, old, complete)).isEqualTo(Verdict.VERIFIED);
    RevocationList equal = list(6, LATER).deltaOf(4).revoking(ALICE).build();
    assertThat(verdict(complete, second, equal)).isEqualTo(Verdict.REVOKED);
    assertThat(verdict(complete, equal, second)).isEqualTo(Verdict.REVOKED);
  }

  @Test
  void aListRevokesForEveryCaOfTheSameKey() {
    TrustedCa without = TrustedCa.of("without", List.of(ROOT.certificate()));
    TrustedCa with =
        TrustedCa.of(
            "with",
            List.of(ROOT.certificate()),
            List.of(list(1, LATER).revoking(ALICE).build()),
            SerialSet.EMPTY);
    for (List<TrustedCa> cas : List.of(List.of(without, with), List.of(with, without))) {
      PathResult result =
          PathValidator.validate(
              List.of(ALICE), TrustStore.of(cas), ValidationPolicy.forClient(NOW));
      assertThat(result.verdict()).isEqualTo(Verdict.REVOKED);
    }
  }
}
