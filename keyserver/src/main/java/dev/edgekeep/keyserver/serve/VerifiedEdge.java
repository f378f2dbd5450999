package dev.edgekeep.keyserver.serve;

import dev.edgekeep.keyserver.access.EdgeIdentity;
import dev.edgekeep.x509.path.PathResult;
import dev.edgekeep.x509.path.Verdict;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A verified edge. The verdict counts while its trust is in force and its certificates and lists
 * are valid; after that the chain is verified again. Event loop only.
 */
final class VerifiedEdge {
  private final EdgeIdentity identity;
  private final String name;
  private final List<byte[]> chain;
  private @Nullable EdgeTrust trust;
  private long validUntilMillis;

  /** The reason why an edge is no longer accepted, for logs and metrics. */
  record Refusal(String reason, String detail) {}

  VerifiedEdge(PathResult.Verified verified, List<byte[]> chain, EdgeTrust trust) {
    this.identity = EdgeIdentity.of(verified.path().getFirst());
    this.name = identity.toString();
    this.chain = chain;
    this.trust = trust;
    this.validUntilMillis = verified.validUntil().toEpochMilli();
  }

  /** An edge without a certificate. */
  VerifiedEdge(InetAddress address) {
    this.identity = EdgeIdentity.of(address);
    this.name = identity.toString();
    this.chain = List.of();
  }

  EdgeIdentity identity() {
    return identity;
  }

  /** The name, for logs. */
  String name() {
    return name;
  }

  /** Verifies the edge again where its verdict is no longer valid; null while it is accepted. */
  @Nullable Refusal whyNot(EdgeTrust now, SocketAddress peer, InstantSource clock) {
    if (now == trust && clock.millis() <= validUntilMillis) {
      return null;
    }
    if (!now.admits(peer)) {
      return new Refusal(
          "address-not-allowed", "no block of addresses in the configuration holds this address");
    }
    if (now.isAnyone()) {
      return null;
    }
    if (chain.isEmpty()) {
      return new Refusal(
          Verdict.ABSENT.label(), "the edge presented no certificate, and needs one now");
    }
    return switch (now.check(chain, clock.instant())) {
      case PathResult.Refused refused -> new Refusal(refused.verdict().label(), refused.sentence());
      case PathResult.Verified verified -> {
        trust = now;
        validUntilMillis = verified.validUntil().toEpochMilli();
        yield null;
      }
    };
  }
}
