package dev.edgekeep.keyserver.serve;

import dev.edgekeep.keyserver.access.AddressBlock;
import dev.edgekeep.keyserver.config.EdgeCas;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.path.PathResult;
import dev.edgekeep.x509.path.PathValidator;
import dev.edgekeep.x509.path.TrustStore;
import dev.edgekeep.x509.path.TrustedCa;
import dev.edgekeep.x509.path.ValidationPolicy;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.List;

/**
 * The trust that edges are verified against. Another set of CAs or revocations is another object,
 * so verdicts under the old one are no longer valid. Any thread.
 */
public final class EdgeTrust {
  private final EdgeCas cas;
  private final TrustStore store;

  public EdgeTrust(EdgeCas cas) {
    this.cas = cas;
    this.store =
        cas.isAnyone()
            ? TrustStore.of(List.of())
            : TrustStore.of(
                List.of(
                    TrustedCa.of(
                        "trust",
                        cas.certificates(),
                        cas.revoked().crls(),
                        cas.revoked().serials())));
  }

  /** The CAs and revocations. */
  public EdgeCas cas() {
    return cas;
  }

  /** Returns whether no certificate is requested. */
  boolean isAnyone() {
    return cas.isAnyone();
  }

  /** Returns whether a peer at this address may connect. */
  boolean admits(SocketAddress peer) {
    List<AddressBlock> addresses = cas.addresses();
    return addresses == null
        || (peer instanceof InetSocketAddress inet
            && addresses.stream().anyMatch(block -> block.contains(inet.getAddress())));
  }

  List<Certificate> certificates() {
    return cas.certificates();
  }

  /** The verdict about a chain, as it was sent, at {@code now}. Costs some signature checks. */
  PathResult check(List<byte[]> chain, Instant now) {
    return PathValidator.validateEncoded(chain, store, ValidationPolicy.forClient(now));
  }
}
