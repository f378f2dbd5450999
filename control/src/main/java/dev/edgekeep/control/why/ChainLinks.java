package dev.edgekeep.control.why;

import dev.edgekeep.control.why.Explanation.Link;
import dev.edgekeep.control.why.Explanation.Member;
import dev.edgekeep.control.why.Explanation.Trust;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.inspect.ServerChain;
import dev.edgekeep.x509.path.PathResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The chain that a client sends, continued by the certificates that the host trusts. */
final class ChainLinks {
  private final List<Certificate> presented;
  private final List<Certificate> chain;
  private final @Nullable Certificate culprit;
  private final Instant now;

  /**
   * @param presented not empty
   */
  ChainLinks(List<Certificate> presented, HostTrust trust, PathResult result, Instant now) {
    this.presented = presented;
    this.now = now;
    this.culprit = result instanceof PathResult.Refused no ? no.culprit() : null;
    if (result instanceof PathResult.Verified ok) {
      this.chain = ok.path();
    } else {
      List<Certificate> all = new ArrayList<>(presented);
      trust.cas().forEach(ca -> all.addAll(ca.certificates()));
      this.chain = ServerChain.of(presented.getFirst(), all).certificates();
    }
  }

  List<Link> links() {
    List<Link> links = new ArrayList<>(chain.size());
    for (int i = 0; i < chain.size(); i++) {
      links.add(link(chain.get(i), i));
    }
    return links;
  }

  private Link link(Certificate certificate, int position) {
    return new Link(
        certificate.subject().toString(),
        certificate.issuer().toString(),
        certificate.serialNumber().toString(),
        certificate.sha256().toString(),
        certificate.notBefore(),
        certificate.notAfter(),
        position == 0 ? "leaf" : certificate.isSelfIssued() ? "root" : "intermediate",
        presented.contains(certificate) ? "client" : "trust",
        state(certificate));
  }

  private String state(Certificate certificate) {
    if (now.isAfter(certificate.notAfter())) {
      return "expired";
    }
    if (now.isBefore(certificate.notBefore())) {
      return "early";
    }
    return culprit != null && certificate.equals(culprit) ? "refused" : "ok";
  }

  /** The client CAs that a host trusts, with the certificates that the chain leads over. */
  static List<Trust> trust(List<KnownCa> known, List<Link> links) {
    Set<String> onPath = Set.copyOf(links.stream().map(Link::sha256).distinct().toList());
    List<Trust> trust = new ArrayList<>();
    for (KnownCa each : known) {
      if (each.isBound()) {
        trust.add(
            new Trust(
                each.id(),
                each.name(),
                each.isManaged() ? "managed" : "custom",
                members(each.ca(), onPath)));
      }
    }
    return trust;
  }

  private static List<Member> members(ClientCa ca, Set<String> onPath) {
    return ca.certificates().stream()
        .map(certificate ->
            new Member(
                certificate.isSelfIssued() ? "root" : "intermediate",
                certificate.subject().toString(),
                certificate.sha256().toString(),
                certificate.notAfter(),
                onPath.contains(certificate.sha256().toString())))
        .toList();
  }
}
