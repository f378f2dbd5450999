package dev.edgekeep.edge.clientauth;

import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static dev.edgekeep.edge.testing.Hosts.revoked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.path.Verdict;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Invariant 1, where it is decided: what is remembered, and what ends it. */
class ClientTrustTest {
  private final TestCa root = TestCa.root("Client root", KeyType.P_256);
  private final Instant now = Instant.now();
  private final Credential client =
      root.intermediate("Issuing")
          .issue(Leaf.client("client").valid(now.minusSeconds(60), now.plusSeconds(3600)));
  private final ClientCa partners = clientCa("partners", root.certificate());
  private final ClientTrust trust = ClientTrust.of(List.of(partners), 4);

  @Test
  void aVerifiedChainIsNotVerifiedAgainWhileItsGroundsStand() {
    CheckedClient first = trust.check(presented(client), now);
    assertThat(first.verdict().verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(first.verdict().clientCa()).isEqualTo("partners");
    assertThat(first.verdict().path()).hasSize(3);
    assertThat(trust.check(presented(client), now.plusSeconds(1800))).isSameAs(first);
  }

  @Test
  void timeEndsAVerdict() {
    CheckedClient first = trust.check(presented(client), now);
    assertThat(first.stands(trust, now.plusSeconds(3500))).isTrue();
    assertThat(first.stands(trust, now.plusSeconds(3700))).isFalse();
    assertThat(trust.check(presented(client), now.plusSeconds(3700)).verdict().verdict())
        .isEqualTo(Verdict.EXPIRED);
  }

  @Test
  void aClockThatWasSetBackEndsAVerdict() {
    CheckedClient first = trust.check(presented(client), now);
    assertThat(first.stands(trust, now.minus(Duration.ofDays(2)))).isFalse();
    assertThat(trust.check(presented(client), now.minus(Duration.ofHours(2))).verdict().verdict())
        .isEqualTo(Verdict.NOT_YET_VALID);
  }

  @Test
  void anotherTrustEndsAVerdict() {
    CheckedClient first = trust.check(presented(client), now);
    ClientTrust later = ClientTrust.of(List.of(partners), 0);
    assertThat(first.stands(later, now)).isFalse();
    assertThat(later.check(presented(client), now).verdict().verdict())
        .isEqualTo(Verdict.PATH_TOO_LONG);
  }

  @Test
  void aRevocationEndsAVerdictAndItsUndoingARefusal() {
    CheckedClient verified = trust.check(presented(client), now);
    trust.revoke(revoked(partners, client.leaf()));
    assertThat(verified.stands(trust, now)).isFalse();
    CheckedClient refused = trust.check(presented(client), now);
    assertThat(refused.verdict().verdict()).isEqualTo(Verdict.REVOKED);
    assertThat(refused.verdict().sentence()).contains("serial number is listed as revoked");
    assertThat(refused.stands(trust, now)).isTrue();
    trust.revoke(Map.of());
    assertThat(refused.stands(trust, now)).isFalse();
    assertThat(trust.check(presented(client), now).verdict().isVerified()).isTrue();
  }

  @Test
  void aRevocationOfAnotherLeavesWhatWasVerifiedAndChecksNoSignatureAgain() {
    CheckedClient first = trust.check(presented(client), now);
    Credential another = root.issue(Leaf.client("another"));
    trust.revoke(revoked(partners, another.leaf()));
    assertThat(first.stands(trust, now)).isFalse();
    CheckedClient again = trust.check(presented(client), now.plusSeconds(1));
    assertThat(again.verdict()).as("was looked up").isSameAs(first.verdict());
    assertThat(trust.check(presented(client), now.plusSeconds(2))).isSameAs(again);
  }

  @Test
  void aRevokedIntermediateEndsTheVerdictsOfAllThatItIssued() {
    trust.check(presented(client), now);
    trust.revoke(revoked(partners, client.chain().get(1)));
    assertThat(trust.check(presented(client), now).verdict().verdict()).isEqualTo(Verdict.REVOKED);
  }

  @Test
  void whatAnotherCaHasRevokedDoesNotCount() {
    CheckedClient first = trust.check(presented(client), now);
    trust.revoke(revoked(clientCa("others", root.certificate()), client.leaf()));
    assertThat(first.stands(trust, now)).isTrue();
  }

  @Test
  void whoeverIsTrustedUnderTwoNamesIsRevokedUnderBoth() {
    ClientCa again = clientCa("the same again", root.certificate());
    for (List<ClientCa> cas : List.of(List.of(partners, again), List.of(again, partners))) {
      ClientTrust both = ClientTrust.of(cas, 4);
      assertThat(both.check(presented(client), now).verdict().isVerified()).isTrue();
      both.revoke(revoked(partners, client.leaf()));
      assertThat(both.check(presented(client), now).verdict().verdict()).isEqualTo(Verdict.REVOKED);
    }
  }

  @Test
  void aSerialNumberThatAnotherKeysCaHasRevokedDoesNotCount() {
    ClientCa namesake =
        clientCa("namesake", TestCa.root("Client root", KeyType.P_256).certificate());
    ClientTrust both = ClientTrust.of(List.of(partners, namesake), 4);
    both.revoke(revoked(namesake, client.leaf()));
    assertThat(both.check(presented(client), now).verdict().isVerified()).isTrue();
  }

  @Test
  void theSameSerialNumbersReadAnewChangeNothing() {
    Credential another = root.issue(Leaf.client("another"));
    trust.revoke(revoked(partners, another.leaf()));
    CheckedClient first = trust.check(presented(client), now);
    trust.revoke(revoked(partners, another.leaf()));
    assertThat(first.stands(trust, now)).isTrue();
  }

  @Test
  void aChainIsKnownByAllOfItsCertificates() {
    trust.check(presented(client), now);
    assertThat(trust.check(presented(client.withoutIntermediates()), now).verdict().verdict())
        .isEqualTo(Verdict.CHAIN_INCOMPLETE);
  }

  @Test
  void aRefusalIsLookedAtAgainSoon() {
    Credential early =
        root.issue(Leaf.client("early").valid(now.plusSeconds(3), now.plusSeconds(3600)));
    CheckedClient refused = trust.check(presented(early), now);
    assertThat(refused.verdict().verdict()).isEqualTo(Verdict.NOT_YET_VALID);
    assertThat(refused.stands(trust, now.plusSeconds(6))).isFalse();
    assertThat(trust.check(presented(early), now.plusSeconds(6)).verdict().verdict())
        .isEqualTo(Verdict.VERIFIED);
  }

  @Test
  void whatIsNoCertificateIsMalformedAndNotAbsent() {
    ClientVerdict verdict =
        trust.check(PresentedChain.of(new byte[] {0x30, 0x03, 1, 1, 1}), now).verdict();
    assertThat(verdict.verdict()).isEqualTo(Verdict.MALFORMED);
    assertThat(verdict.isPresented()).isTrue();
    assertThat(verdict.sentence()).contains("cannot be read");
  }

  @Test
  void garbageBehindAGoodChainDoesNotCount() {
    byte[][] chain = {encoded(client.chain().get(0)), {1, 2, 3}, encoded(client.chain().get(1))};
    ClientVerdict verdict = trust.check(PresentedChain.of(chain), now).verdict();
    assertThat(verdict.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(verdict.presented()).hasSize(2);
  }

  private static PresentedChain presented(Credential credential) {
    return PresentedChain.of(
        credential.chain().stream().map(ClientTrustTest::encoded).toArray(byte[][]::new));
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
