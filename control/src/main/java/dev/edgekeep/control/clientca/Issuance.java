package dev.edgekeep.control.clientca;

import static dev.edgekeep.control.account.ClientCertificateScope.SITE;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.account.ClientCertificateScope;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.error.Violation;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.SiteExtension;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.issue.CertificateIssuer;
import dev.edgekeep.x509.issue.CertificateProfile;
import dev.edgekeep.x509.issue.CertificateTemplate;
import dev.edgekeep.x509.issue.LintException;
import dev.edgekeep.x509.issue.RequestedSubject;
import dev.edgekeep.x509.issue.SerialNumbers;
import dev.edgekeep.x509.signature.SigningException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Issues client certificates of the account's managed CA. Blocks; any thread. */
final class Issuance {
  /** So that an edge whose clock is a little behind accepts a certificate that was just issued. */
  private static final Duration BACKDATED = Duration.ofMinutes(5);

  private final Store store;
  private final Changes changes;
  private final ClientCertificates certificates;
  private final ManagedCas cas;
  private final CaKeys keys;
  private final Publication publication;
  private final KeyGeneration generation;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  Issuance(
      Store store,
      Changes changes,
      ClientCertificates certificates,
      ManagedCas cas,
      CaKeys keys,
      Publication publication,
      InstantSource clock) {
    this.store = store;
    this.changes = changes;
    this.certificates = certificates;
    this.cas = cas;
    this.keys = keys;
    this.publication = publication;
    this.clock = clock;
    this.generation = new KeyGeneration(random);
  }

  /**
   * An issued certificate.
   *
   * @param privateKey the key that was created for it; null when the client has it
   * @param ignored parts of the request that were not granted
   */
  record Issued(
      ClientCertificate record,
      List<Certificate> chain,
      @Nullable PrivateKeyDer privateKey,
      List<String> ignored) {
    @Override
    public String toString() {
      return "Issued[" + record.id() + "]";
    }
  }

  /** The content of a certificate to issue. */
  private record Wanted(
      SubjectPublicKey key,
      @Nullable PrivateKeyDer privateKey,
      @Nullable Name subject,
      List<GeneralName> names,
      List<String> ignored) {
    @Override
    public String toString() {
      return "Wanted[" + subject + "]";
    }
  }

  /**
   * Issues a certificate for a site. A token that is limited to the site may do so only while the
   * account's certificates are accepted within their sites only; such a certificate is never
   * accepted outside, whatever the account sets later.
   *
   * @throws DomainException when the request cannot be granted
   */
  Changed<Issued> issue(Caller caller, Actor actor, Site site, IssueRequest request) {
    boolean scoped = store.read(db -> scope(db, caller)) == SITE;
    if (caller.siteId() != null && !scoped) {
      throw notForSiteTokens(caller);
    }
    // Creating a key and signing may take seconds: not while others wait for their turn to write.
    Wanted wanted = wanted(actor, request);
    ManagedCa ca = cas.ensure(actor);
    Issued issued = sign(ca, new SiteExtension(site.id(), scoped), wanted, request.validityDays());
    return changes.make(actor, change -> store(change, caller, issued));
  }

  private static DomainException notForSiteTokens(Caller caller) {
    return DomainException.forbidden(
        "the token %s is for one site, and the hosts of all sites of the account trust its client"
                .formatted(caller.tokenName())
            + " certificates; an administrator of the account can issue the certificate, or set"
            + " clientCertificateScope of the account to site");
  }

  private static ClientCertificateScope scope(Handle db, Caller caller) {
    return ClientCertificateScope.of(db, caller.accountId());
  }

  private Wanted wanted(Actor actor, IssueRequest request) {
    return switch (request) {
      case IssueRequest.OfRequest(var accepted, var _) ->
          new Wanted(
              accepted.publicKey(),
              null,
              accepted.subject().isEmpty() ? null : accepted.subject(),
              accepted.names(),
              accepted.dropped());
      case IssueRequest.OfNewKey(var kind, var subject, var names, var _) -> {
        KeyPair pair = generation.generate(actor.accountId(), kind);
        SubjectPublicKey key = SubjectPublicKey.read(DerReader.of(pair.getPublic().getEncoded()));
        yield new Wanted(
            key, new PrivateKeyDer(pair.getPrivate().getEncoded()), subject, names, List.of());
      }
    };
  }

  private Issued sign(ManagedCa ca, SiteExtension tie, Wanted wanted, int validityDays) {
    Instant now = Instant.ofEpochMilli(clock.millis());
    CaIssuer issuing = ca.issuing();
    Instant notAfter = now.plus(Duration.ofDays(validityDays));
    requireWithin(now, notAfter, issuing);
    String id = Ids.next(now);
    CertificateIssuer issuer = store.read(db -> keys.open(db, ca.accountId(), issuing));
    Certificate certificate =
        sign(issuer, template(now, notAfter, id, wanted, issuing).forSite(tie));
    ClientCertificate record =
        new ClientCertificate(
            id,
            ca.id(),
            issuing.id(),
            tie.site(),
            tie.only(),
            StoredCertificate.of(certificate),
            null,
            now,
            1);
    return new Issued(record, ca.chain(issuing), wanted.privateKey(), wanted.ignored());
  }

  private Issued store(Change change, Caller caller, Issued issued) {
    ManagedCa ca = cas.find(change.db(), change.actor().accountId()).orElseThrow();
    if (!ca.issuing().id().equals(issued.record().issuerId())) {
      throw DomainException.conflict(
          "the client CA was rotated just now; nothing was issued, try again");
    }
    certificates.add(change, issued.record());
    if (issued.record().siteOnly() && scope(change.db(), caller) != SITE) {
      // The scope was changed in the meantime: hosts must know that such certificates exist.
      change.invalidate(new Invalidation.ClientCa(issued.record().clientCaId()));
    }
    return issued;
  }

  private static void requireWithin(Instant now, Instant notAfter, CaIssuer issuing) {
    Instant end = issuing.certificate().notAfter();
    if (notAfter.isAfter(end)) {
      throw DomainException.invalid(
          "validityDays",
          "the issuing CA ends on %s, in %d days; ask for less, or rotate the client CA"
              .formatted(end, Duration.between(now, end).toDays()));
    }
  }

  private CertificateTemplate template(
      Instant now, Instant notAfter, String id, Wanted wanted, CaIssuer issuing) {
    Name subject = wanted.subject();
    if (subject == null) {
      // Rules, headers and people know clients by their subjects: every client has one.
      subject = RequestedSubject.of(Map.of("CN", "client-" + id));
    }
    return new CertificateTemplate(
        SerialNumbers.next(random),
        subject,
        wanted.key(),
        wanted.names(),
        now.minus(BACKDATED),
        notAfter,
        publication.pointers(issuing.id()));
  }

  private static Certificate sign(CertificateIssuer issuer, CertificateTemplate template) {
    try {
      return issuer.prepare(CertificateProfile.client(), template).lint().sign();
    } catch (LintException e) {
      throw DomainException.invalid(
          e.findings().stream().map(finding -> new Violation("", finding)).toList());
    } catch (SigningException e) {
      throw KeyTrouble.problem(e);
    }
  }
}
