package dev.edgekeep.edge.clientauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.SiteScope;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.SiteExtension;
import dev.edgekeep.x509.issue.CertificateIssuer;
import dev.edgekeep.x509.issue.CertificateProfile;
import dev.edgekeep.x509.issue.CertificateTemplate;
import dev.edgekeep.x509.issue.KeyKind;
import dev.edgekeep.x509.issue.PublicationUrls;
import dev.edgekeep.x509.issue.SerialNumbers;
import dev.edgekeep.x509.path.Verdict;
import dev.edgekeep.x509.signature.LocalSigner;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A certificate that was issued for a site is not accepted by the hosts of another one. */
class SiteScopeTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final PublicationUrls POINTERS =
      new PublicationUrls(
          List.of("http://ca.example/crl"),
          List.of("http://ca.example/ocsp"),
          List.of("http://ca.example/ca"));

  private final Instant now = Instant.now();
  private final LocalSigner key = signer();
  private final Certificate root =
      sign(
          CertificateIssuer.selfSigned(Name.parse("CN=Root"), key),
          CertificateProfile.root(),
          template("CN=Root", key, PublicationUrls.NONE));
  private final CertificateIssuer issuer = CertificateIssuer.of(root, key);

  /** Tie: the site and whether the certificate is for it only, or none at all. */
  @ParameterizedTest
  @CsvSource({
    // the tie, only for it, whether the hosts of a accept no others, accepted by the hosts of a
    "a, false, false, true",
    "a, true, false, true",
    "b, false, false, true",
    "b, true, false, false",
    ", false, false, true",
    "a, false, true, true",
    "a, true, true, true",
    "b, false, true, false",
    "b, true, true, false",
    ", false, true, false"
  })
  void theTieAndTheScopeOfTheHostsDecide(
      @Nullable String site, boolean only, boolean ownOnly, boolean accepted) {
    Certificate client = client(site == null ? null : new SiteExtension(site, only));
    CheckedClient checked = trust(new SiteScope("a", ownOnly)).check(presented(client), now);
    assertThat(checked.verdict().verdict())
        .isEqualTo(accepted ? Verdict.VERIFIED : Verdict.UNTRUSTED);
    assertThat(checked.verdict().sentence()).contains(accepted ? "" : "not for this site");
  }

  @Test
  void withoutAScopeEveryCertificateOfTheCaCounts() {
    Certificate client = client(new SiteExtension("b", true));
    ClientTrust trust = ClientTrust.of(List.of(ca()), 4);
    assertThat(trust.check(presented(client), now).verdict().isVerified()).isTrue();
  }

  @Test
  void aVerdictDoesNotOutliveTheScopeItWasFoundUnder() {
    Certificate client = client(new SiteExtension("b", false));
    CheckedClient before = trust(new SiteScope("a", false)).check(presented(client), now);
    assertThat(before.verdict().isVerified()).isTrue();
    assertThat(before.stands(trust(new SiteScope("a", true)), now)).isFalse();
  }

  private ClientTrust trust(SiteScope scope) {
    return ClientTrust.of(List.of(ca().within(scope)), 4);
  }

  private ClientCa ca() {
    return new ClientCa("default/managed", List.of(root), List.of());
  }

  private Certificate client(@Nullable SiteExtension tie) {
    CertificateTemplate template = template("CN=Client", signer(), POINTERS);
    return sign(
        issuer, CertificateProfile.client(), tie == null ? template : template.forSite(tie));
  }

  private CertificateTemplate template(
      String subject, LocalSigner subjectKey, PublicationUrls pointers) {
    return new CertificateTemplate(
        SerialNumbers.next(RANDOM),
        Name.parse(subject),
        subjectKey.publicKey(),
        List.of(),
        now.minus(Duration.ofHours(1)),
        now.plus(Duration.ofHours(1)),
        pointers);
  }

  private static Certificate sign(
      CertificateIssuer issuer, CertificateProfile profile, CertificateTemplate template) {
    try {
      return issuer.prepare(profile, template).lint().sign();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static LocalSigner signer() {
    try {
      return LocalSigner.of(KeyKind.P_256.generate(RANDOM));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static PresentedChain presented(Certificate client) {
    return PresentedChain.of(client.der());
  }
}
