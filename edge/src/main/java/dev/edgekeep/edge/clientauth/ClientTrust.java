package dev.edgekeep.edge.clientauth;

import dev.edgekeep.edge.cache.RecentMap;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.ClientOcsp;
import dev.edgekeep.snapshot.SiteScope;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.crl.RevocationList;
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
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The CAs and revocations that clients are verified against, and the chains that were verified.
 * Other CAs or configured revocation lists make another one, and nothing that was found under the
 * old one counts any more. Fetched lists and revoked serial numbers change it in place: an earlier
 * verdict stays valid only as long as they lead to the same one (invariant 1). Any thread.
 */
public final class ClientTrust {
  /**
   * Enough for the clients that a busy host sees in an hour; a few hundred bytes each beyond their
   * certificates.
   */
  private static final int REMEMBERED_CHAINS = 20_000;

  /** The time for which a handshake waits for a list that is being fetched. */
  private static final Duration WAIT_FOR_LISTS = Duration.ofSeconds(3);

  /**
   * A refusal is looked at again after this time: it may have been of its moment (not yet valid).
   */
  private static final Duration REFUSAL_STANDS = Duration.ofSeconds(5);

  /** Trusts nobody: for hosts that ask for no certificate. */
  public static final ClientTrust NOBODY = of(List.of(), 0);

  private final List<Certificate> certificates;
  private final List<String> caNames;
  private final List<String> names;
  private final List<ClientCa> cas;
  private final RemoteSources sources;
  private final boolean fetchesLists;
  private final Duration longestWait;
  private final int maxChainDepth;

  /** Only verified chains are kept, so that strangers cannot push out the chains of clients. */
  private final RecentMap<PresentedChain.Key, CheckedClient> verified =
      new RecentMap<>(REMEMBERED_CHAINS);

  private volatile InForce inForce;

  /** The current CAs and revocations: replaced as a whole. */
  private record InForce(
      TrustStore store, Map<String, SerialSet> revoked, List<List<RevocationList>> fetched) {}

  private ClientTrust(List<ClientCa> cas, int maxChainDepth, RemoteSources sources) {
    this.cas = List.copyOf(cas);
    this.sources = sources;
    this.longestWait = longestWait(cas);
    this.fetchesLists = cas.stream().anyMatch(ca -> ca.remote().lists() != null);
    this.certificates = cas.stream().flatMap(ca -> ca.certificates().stream()).distinct().toList();
    this.caNames = certificates.stream().map(ca -> ca.subject().toString()).distinct().toList();
    this.names = cas.stream().map(ClientCa::name).toList();
    List<List<RevocationList>> lists = fetchedLists();
    this.inForce = new InForce(store(lists), Map.of(), lists);
    this.maxChainDepth = maxChainDepth;
  }

  /**
   * @param maxChainDepth the most intermediates between leaf and root
   */
  public static ClientTrust of(List<ClientCa> cas, int maxChainDepth) {
    return of(cas, maxChainDepth, RemoteSources.NONE);
  }

  /**
   * @param maxChainDepth the most intermediates between leaf and root
   * @param sources the revocation status that the node obtains from elsewhere
   */
  public static ClientTrust of(List<ClientCa> cas, int maxChainDepth, RemoteSources sources) {
    return new ClientTrust(cas, maxChainDepth, sources);
  }

  private List<List<RevocationList>> fetchedLists() {
    return cas.stream()
        .map(ca -> ca.remote().lists() == null ? List.<RevocationList>of() : sources.lists().of(ca))
        .toList();
  }

  /**
   * @param lists those that were fetched, by the position of the CA
   */
  private TrustStore store(List<List<RevocationList>> lists) {
    List<TrustedCa> trusted = new ArrayList<>(cas.size());
    for (int i = 0; i < cas.size(); i++) {
      ClientCa ca = cas.get(i);
      List<RevocationList> all = new ArrayList<>(ca.crls());
      all.addAll(lists.get(i));
      TrustedCa one = TrustedCa.of(ca.name(), ca.certificates(), all, SerialSet.EMPTY);
      trusted.add(ca.remote().lists() == null ? one : one.requiringLists());
    }
    return TrustStore.of(trusted);
  }

  /**
   * Puts in force the lists that have been fetched: for every verdict that is asked for from now
   * on. One thread at a time.
   */
  public void useFetchedLists() {
    if (!fetchesLists) {
      return;
    }
    InForce now = inForce;
    List<List<RevocationList>> lists = fetchedLists();
    if (!lists.equals(now.fetched)) {
      inForce = new InForce(store(lists).withRevokedSerials(now.revoked), now.revoked, lists);
    }
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
      inForce = new InForce(now.store.withRevokedSerials(wanted), wanted, now.fetched);
    }
  }

  /** Returns whether the verdict about a new client may depend on something that is on its way. */
  public boolean mayWait() {
    return !longestWait.isZero();
  }

  /** The longest time for which a handshake waits for the verdict; zero: it never does. */
  public Duration longestWait() {
    return longestWait;
  }

  private static Duration longestWait(List<ClientCa> cas) {
    Duration longest = Duration.ZERO;
    for (ClientCa ca : cas) {
      ClientOcsp ocsp = ca.remote().ocsp();
      Duration lists = ca.remote().lists() == null ? Duration.ZERO : WAIT_FOR_LISTS;
      Duration answer = ocsp == null ? Duration.ZERO : ocsp.timeout();
      Duration one = lists.plus(answer);
      longest = one.compareTo(longest) > 0 ? one : longest;
    }
    return longest;
  }

  /** Returns whether a revocation may have come in force since a session was created. */
  public boolean changesInPlace() {
    return fetchesLists || !inForce.revoked.isEmpty();
  }

  /** The current CAs and revocations: another object after each change of a revoked serial. */
  TrustStore store() {
    return inForce.store;
  }

  /**
   * The identity of the CAs and of how clients are verified against them, for sessions: equal in
   * every process that has an equal trust. Computed from everything in it, also large lists; not
   * for event loops.
   */
  public Fingerprint id() {
    return TrustIdentity.of(cas, maxChainDepth);
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
      case PathResult.Verified ok -> verified(chain, store, presented, ok, now);
      case PathResult.Refused no when no.verdict() == Verdict.REVOCATION_UNKNOWN && fetchesLists ->
          withoutLists(chain, store, presented, no, now);
      case PathResult.Refused no -> refused(chain, store, presented, no, now);
    };
  }

  /** The verdict about a path that is valid: it may depend on the status by OCSP. */
  private CheckedClient verified(
      PresentedChain chain,
      TrustStore store,
      List<Certificate> presented,
      PathResult.Verified ok,
      Instant now) {
    ClientCa ca = ca(ok);
    ClientOcsp ocsp = ca.remote().ocsp();
    ClientStatus status = ocsp == null ? null : sources.statuses().find(ca, ok.path(), now);
    if (ocsp != null && status != null && isRefused(status, ocsp)) {
      return refused(chain, store, presented, refusal(ok.path().getFirst(), status), status, now);
    }
    long until = ok.validUntil().toEpochMilli();
    return new CheckedClient(
        chain,
        this,
        store,
        ok.ca(),
        new ClientVerdict(Verdict.VERIFIED, presented, ok.path(), ok.ca().name(), ""),
        status,
        status == null ? null : status.pending(),
        ok.validFrom().toEpochMilli(),
        status == null ? until : Math.min(until, status.untilMillis()));
  }

  private static boolean isRefused(ClientStatus status, ClientOcsp ocsp) {
    return switch (status.kind()) {
      case GOOD -> false;
      case REVOKED -> true;
      case UNKNOWN -> ocsp.mode() == ClientOcsp.Mode.HARD;
    };
  }

  private static PathResult.Refused refusal(Certificate leaf, ClientStatus status) {
    boolean isRevoked = status.kind() == ClientStatus.Kind.REVOKED;
    return new PathResult.Refused(
        isRevoked ? Verdict.REVOKED : Verdict.REVOCATION_UNKNOWN,
        "%s, serial number %s, %s: %s"
            .formatted(
                leaf.subject(),
                leaf.serialNumber(),
                isRevoked ? "is revoked" : "cannot be checked for revocation",
                status.sentence()),
        leaf);
  }

  /**
   * Tells the reason why a list is missing. Only a path that verifies without lists may name places
   * to fetch them from: a client that has no certificate of the CA cannot make this node connect to
   * anything.
   */
  private CheckedClient withoutLists(
      PresentedChain chain,
      TrustStore store,
      List<Certificate> presented,
      PathResult.Refused no,
      Instant now) {
    TrustStore without =
        TrustStore.of(cas.stream().map(ca -> TrustedCa.of(ca.name(), ca.certificates())).toList());
    ValidationPolicy policy = ValidationPolicy.forClient(now).withMaxDepth(maxChainDepth);
    if (!(PathValidator.validateEncoded(chain.encoded(), without, policy)
        instanceof PathResult.Verified verified)) {
      return refused(chain, store, presented, no, now);
    }
    ClientCa ca = ca(verified);
    if (ca.remote().lists() == null) {
      return refused(chain, store, presented, no, now);
    }
    FetchedLists.Missing missing = sources.lists().missing(ca, verified.path());
    String sentence =
        missing.reason().isEmpty() ? no.sentence() : no.sentence() + " (" + missing.reason() + ")";
    return refused(
        chain,
        store,
        presented,
        new PathResult.Refused(no.verdict(), sentence, no.culprit()),
        null,
        missing.pending(),
        now);
  }

  private ClientCa ca(PathResult.Verified verified) {
    String name = verified.ca().name();
    return cas.stream().filter(ca -> ca.name().equals(name)).findFirst().orElseThrow();
  }

  /** Returns whether the CA issued the certificate for hosts such as those that have this trust. */
  private boolean isInScope(PathResult.Verified verified) {
    SiteScope scope = ca(verified).scope();
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
    return refused(chain, store, presented, no, null, null, now);
  }

  private CheckedClient refused(
      PresentedChain chain,
      TrustStore store,
      List<Certificate> presented,
      PathResult.Refused no,
      ClientStatus status,
      Instant now) {
    return refused(chain, store, presented, no, status, status.pending(), now);
  }

  private CheckedClient refused(
      PresentedChain chain,
      TrustStore store,
      List<Certificate> presented,
      PathResult.Refused no,
      @Nullable ClientStatus status,
      @Nullable CompletableFuture<?> pending,
      Instant now) {
    return new CheckedClient(
        chain,
        this,
        store,
        null,
        new ClientVerdict(no.verdict(), presented, List.of(), null, no.sentence()),
        status,
        pending,
        now.toEpochMilli(),
        now.plus(REFUSAL_STANDS).toEpochMilli());
  }
}
