package dev.edgekeep.control.why;

import dev.edgekeep.control.why.Explanation.Remedy;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.path.PathResult;
import dev.edgekeep.x509.path.Verdict;
import dev.edgekeep.x509.pem.PemFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the changes that would admit a client. One thread. */
final class Remedies {
  private final List<KnownCa> known;
  private final HostTrust trust;
  private final Map<String, SerialSet> revoked;
  private final int maxChainDepth;
  private final Instant now;

  /**
   * @param known all client CAs that the host trusts or can be bound to
   * @param trust of the host
   */
  Remedies(
      List<KnownCa> known,
      HostTrust trust,
      Map<String, SerialSet> revoked,
      int maxChainDepth,
      Instant now) {
    this.known = known;
    this.trust = trust;
    this.revoked = revoked;
    this.maxChainDepth = maxChainDepth;
    this.now = now;
  }

  /**
   * The changes that admit a client, the safest first.
   *
   * @param presented not empty
   */
  List<Remedy> of(List<Certificate> presented, PathResult result, @Nullable FoundClient issued) {
    List<Remedy> remedies = new ArrayList<>();
    if (issued != null && issued.isRevoked()) {
      remedies.add(
          Remedy.activate(
              "The certificate counts again on every host that trusts its CA.", issued));
    }
    switch (result) {
      case PathResult.Verified ok -> ofChain(presented, ok).ifPresent(remedies::add);
      case PathResult.Refused no when isUnknown(no.verdict()) -> {
        Optional<Remedy> intermediate = intermediate(presented);
        intermediate.ifPresentOrElse(remedies::add, () -> remedies.addAll(bindings(presented)));
      }
      case PathResult.Refused _ -> {}
    }
    return remedies;
  }

  private static boolean isUnknown(Verdict verdict) {
    return verdict == Verdict.UNTRUSTED || verdict == Verdict.CHAIN_INCOMPLETE;
  }

  /** The client is verified by what it sends; others may send less. */
  private Optional<Remedy> ofChain(List<Certificate> presented, PathResult.Verified ok) {
    boolean isEnough =
        presented.size() == 1
            || trust.verify(presented.subList(0, 1), now) instanceof PathResult.Verified;
    return isEnough
        ? Optional.empty()
        : adding(
            ok,
            "Clients that send only their own certificate are verified, too; no other CA is"
                + " trusted.");
  }

  /** An intermediate that the client left out, and that another client CA has. */
  private Optional<Remedy> intermediate(List<Certificate> presented) {
    Set<Certificate> all = new LinkedHashSet<>(presented);
    for (KnownCa each : known) {
      each.ca().certificates().stream().filter(one -> !one.isSelfIssued()).forEach(all::add);
    }
    return trust.verify(List.copyOf(all), now) instanceof PathResult.Verified ok
        ? adding(
            ok, "Clients that leave out this intermediate are verified; no other root is trusted.")
        : Optional.empty();
  }

  private Optional<Remedy> adding(PathResult.Verified ok, String text) {
    for (KnownCa each : known) {
      ClientCa ca = each.ca();
      if (each.isBound() && !each.isManaged() && ca.name().equals(ok.ca().name())) {
        List<Certificate> missing =
            ok.path().subList(1, ok.path().size()).stream()
                .filter(one -> !ca.certificates().contains(one))
                .toList();
        return missing.isEmpty()
            ? Optional.empty()
            : Optional.of(Remedy.addIntermediate(text, each, PemFiles.text(missing)));
      }
    }
    return Optional.empty();
  }

  private List<Remedy> bindings(List<Certificate> presented) {
    List<Remedy> bindings = new ArrayList<>();
    for (KnownCa each : known) {
      if (!each.isBound()) {
        HostTrust one = new HostTrust(List.of(each.ca()), revoked, maxChainDepth);
        if (one.verify(presented, now) instanceof PathResult.Verified) {
          bindings.add(
              Remedy.bind(
                  "The host trusts every valid certificate of this client CA from then on.", each));
        }
      }
    }
    return bindings;
  }

  /** The bindings that admit a client of a host that asks for no certificates. */
  List<Remedy> ofUnasked(List<Certificate> presented) {
    return presented.isEmpty() ? List.of() : bindings(presented);
  }
}
