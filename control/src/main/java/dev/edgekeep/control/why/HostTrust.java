package dev.edgekeep.control.why;

import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.SiteScope;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.path.PathResult;
import dev.edgekeep.x509.path.PathValidator;
import dev.edgekeep.x509.path.TrustStore;
import dev.edgekeep.x509.path.TrustedCa;
import dev.edgekeep.x509.path.ValidationPolicy;
import dev.edgekeep.x509.path.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Client CAs with what is revoked, as edge nodes have them in a snapshot. Revocation lists that
 * edge nodes fetch, and OCSP, are not considered: only they know them. Any thread.
 */
final class HostTrust {
  private final List<ClientCa> cas;
  private final TrustStore store;
  private final int maxChainDepth;

  /**
   * @param revoked serial numbers by the name of the client CA
   */
  HostTrust(List<ClientCa> cas, Map<String, SerialSet> revoked, int maxChainDepth) {
    this.cas = List.copyOf(cas);
    this.maxChainDepth = maxChainDepth;
    this.store =
        TrustStore.of(
                cas.stream()
                    .map(ca ->
                        TrustedCa.of(ca.name(), ca.certificates(), ca.crls(), SerialSet.EMPTY))
                    .toList())
            .withRevokedSerials(revoked);
  }

  List<ClientCa> cas() {
    return cas;
  }

  /** Verifies a chain as an edge node does. */
  PathResult verify(List<Certificate> presented, Instant now) {
    ValidationPolicy policy = ValidationPolicy.forClient(now).withMaxDepth(maxChainDepth);
    PathResult result = PathValidator.validate(presented, store, policy);
    return result instanceof PathResult.Verified ok && !isInScope(ok)
        ? new PathResult.Refused(
            Verdict.UNTRUSTED,
            "%s is a certificate of the client CA %s that is not for this site; issue one for this site"
                .formatted(ok.path().getFirst().subject(), ok.ca().name()),
            ok.path().getFirst())
        : result;
  }

  private boolean isInScope(PathResult.Verified ok) {
    String name = ok.ca().name();
    for (ClientCa ca : cas) {
      SiteScope scope = ca.scope();
      if (ca.name().equals(name) && scope != null) {
        return scope.admits(ok.path().getFirst());
      }
    }
    return true;
  }
}
