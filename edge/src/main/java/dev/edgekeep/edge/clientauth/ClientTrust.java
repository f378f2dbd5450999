package dev.edgekeep.edge.clientauth;

import dev.edgekeep.edge.cache.RecentMap;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.SiteScope;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.path.PathResult;
import dev.edgekeep.x509.path.PathValidator;
import dev.edgekeep.x509.path.TrustStore;
import dev.edgekeep.x509.path.TrustedCa;
import dev.edgekeep.x509.path.ValidationPolicy;
import dev.edgekeep.x509.path.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The CAs and revocations that clients are verified against, and the chains that were verified.
 * Other CAs or revocation lists make another one, and nothing that was found under the old one
 * counts any more. Serial numbers that are revoked, or no longer, change it in place: of what was
 * found before, they are looked up again (invariant 1). Any thread.
 */
public final class ClientTrust {
  /**
   * Enough for the clients that a busy host sees in an hour; a few hundred bytes each beyond their
   * certificates.
   */
  private static final int REMEMBERED_CHAINS = 20_000;

  /**
   * A refusal is looked at again after this time: it may have been of its moment (not yet valid).
   */
  private static final Duration REFUSAL_STANDS = Duration.ofSeconds(5);

  /** Trusts nobody: for hosts that ask for no certificate. */
  public static final ClientTrust NOBODY = of(List.of(), 0);

  private final UUID id = UUID.randomUUID();
  private final List<Certificate> certificates;
  private final List<String> caNames;
  private final List<String> names;
  private final Map<String, SiteScope> scopes;
  private final int maxChainDepth;

  /** Only verified chains are kept, so that strangers cannot push out the chains of clients. */
  private final RecentMap<PresentedChain.Key, CheckedClient> verified =
      new RecentMap<>(REMEMBERED_CHAINS);

  private volatile InForce inForce;

  /** The current CAs and revocations: replaced as a whole. */
  private record InForce(TrustStore store, Map<String, SerialSet> revoked) {}

  private ClientTrust(List<ClientCa> cas, int maxChainDepth) {
    this.certificates = cas.stream().flatMap(ca -> ca.certificates().stream()).distinct().toList();
    this.caNames = certificates.stream().map(ca -> ca.subject().toString()).distinct().toList();
    this.names = cas.stream().map(ClientCa::name).toList();
    this.scopes = scopes(cas);
    this.inForce =
        new InForce(TrustStore.of(cas.stream().map(ClientTrust::trusted).toList()), Map.of());
    this.maxChainDepth = maxChainDepth;
  }

  /**
   * @param maxChainDepth the most intermediates between leaf and root
   */
  public static ClientTrust of(List<ClientCa> cas, int maxChainDepth) {
    return new ClientTrust(cas, maxChainDepth);
  }

  private static Map<String, SiteScope> scopes(List<ClientCa> cas) {
    Map<String, SiteScope> scopes = new HashMap<>();
    for (ClientCa ca : cas) {
      SiteScope scope = ca.scope();
      if (scope != null) {
        scopes.put(ca.name(), scope);
      }
    }
    return scopes;
  }

  private static TrustedCa trusted(ClientCa ca) {
    return TrustedCa.of(ca.name(), ca.certificates(), ca.crls(), SerialSet.EMPTY);
  }

  /**
   * Puts in force what the CAs have revoked by serial number: for every verdict that is asked for
   * from now on. One thread at a time.
   *
   * @param byCa by the names of CAs, of which those of others do not count
   */
  public void revoke(Map<String, SerialSet> byCa) {
    Map<String, SerialSet> wanted = new HashMap<>();
    for (String name : names) {
      SerialSet serials = byCa.getOrDefault(name, SerialSet.EMPTY);
      if (!serials.isEmpty()) {
        wanted.put(name, serials);
      }
    }
    InForce now = inForce;
    if (!now.revoked.equals(wanted)) {
      inForce = new InForce(now.store.withRevokedSerials(wanted), wanted);
    }
  }

  /** Returns whether any serial number is revoked. */
  public boolean hasRevokedSerials() {
    return !inForce.revoked.isEmpty();
  }

  /** The current CAs and revocations: another object after each change of a revoked serial. */
  TrustStore store() {
    return inForce.store;
  }

  /** Tells this trust from every other. */
  public UUID id() {
    return id;
  }

  /** The certificates of the CAs, whose names clients are told. */
  public List<Certificate> certificates() {
    return certificates;
  }

  /** The CA names that are acceptable, for the log. */
  public List<String> caNames() {
    return caNames;
  }

  /**
   * The verdict about a chain at {@code now}. A chain that was verified before is looked up, not
   * verified again, while its grounds stand; otherwise this costs some signature checks, bounded
   * whatever the chain.
   */
  public CheckedClient check(PresentedChain chain, Instant now) {
    CheckedClient remembered = verified.get(chain.key());
    if (remembered != null && remembered.stands(this, now)) {
      return remembered;
    }
    TrustStore store = store();
    CheckedClient checked =
        remembered != null && remembered.isOfTheTime(now) ? remembered.under(store) : null;
    if (checked == null) {
      checked = verify(chain, store, now);
    }
    if (checked.verdict().isVerified()) {
      verified.put(chain.key(), checked);
    }
    return checked;
  }

  private CheckedClient verify(PresentedChain chain, TrustStore store, Instant now) {
    List<Certificate> presented = readable(chain);
    ValidationPolicy policy = ValidationPolicy.forClient(now).withMaxDepth(maxChainDepth);
    return switch (PathValidator.validateEncoded(chain.encoded(), store, policy)) {
      case PathResult.Verified ok when !isInScope(ok) ->
          refused(chain, store, presented, ofAnotherSite(ok), now);
      case PathResult.Verified ok ->
          new CheckedClient(
              chain,
              this,
              store,
              ok.ca(),
              new ClientVerdict(Verdict.VERIFIED, presented, ok.path(), ok.ca().name(), ""),
              ok.validFrom().toEpochMilli(),
              ok.validUntil().toEpochMilli());
      case PathResult.Refused no -> refused(chain, store, presented, no, now);
    };
  }

  /** Returns whether the CA issued the certificate for hosts such as those that have this trust. */
  private boolean isInScope(PathResult.Verified verified) {
    SiteScope scope = scopes.get(verified.ca().name());
    return scope == null || scope.admits(verified.path().getFirst());
  }

  private static PathResult.Refused ofAnotherSite(PathResult.Verified verified) {
    Certificate leaf = verified.path().getFirst();
    return new PathResult.Refused(
        Verdict.UNTRUSTED,
        "%s is a certificate of the client CA %s that is not for this site; issue one for this site"
            .formatted(leaf.subject(), verified.ca().name()),
        leaf);
  }

  /** The facts about a chain that can be shown; none when its leaf cannot be read. */
  private static List<Certificate> readable(PresentedChain chain) {
    List<Certificate> readable = new ArrayList<>(chain.encoded().size());
    for (byte[] encoded : chain.encoded()) {
      try {
        readable.add(Certificate.parse(encoded));
      } catch (CertificateFormatException e) {
        if (readable.isEmpty()) {
          return List.of();
        }
      }
    }
    return List.copyOf(readable);
  }

  private CheckedClient refused(
      PresentedChain chain,
      TrustStore store,
      List<Certificate> presented,
      PathResult.Refused no,
      Instant now) {
    return new CheckedClient(
        chain,
        this,
        store,
        null,
        new ClientVerdict(no.verdict(), presented, List.of(), null, no.sentence()),
        now.toEpochMilli(),
        now.plus(REFUSAL_STANDS).toEpochMilli());
  }
}
