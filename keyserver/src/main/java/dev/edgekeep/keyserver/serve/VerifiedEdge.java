package dev.edgekeep.keyserver.serve;

import dev.edgekeep.keyserver.access.EdgeIdentity;
import dev.edgekeep.x509.path.PathResult;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An edge that was verified, and whether it still is: a verdict counts while its trust is in force
 * and its certificates and lists are valid. Event loop only.
 */
final class VerifiedEdge {
  private final EdgeIdentity identity;
  private final String name;
  private final List<byte[]> chain;
  private EdgeTrust trust;
  private long validUntilMillis;

  VerifiedEdge(PathResult.Verified verified, List<byte[]> chain, EdgeTrust trust) {
    this.identity = EdgeIdentity.of(verified.path().getFirst());
    this.name = identity.toString();
    this.chain = chain;
    this.trust = trust;
    this.validUntilMillis = verified.validUntil().toEpochMilli();
  }

  EdgeIdentity identity() {
    return identity;
  }

  /** For logs. */
  String name() {
    return name;
  }

  /** Verifies it anew where what was found does not count any more; null while all is well. */
  PathResult.@Nullable Refused whyNot(EdgeTrust now, InstantSource clock) {
    if (now == trust && clock.millis() <= validUntilMillis) {
      return null;
    }
    return switch (now.check(chain, clock.instant())) {
      case PathResult.Refused refused -> refused;
      case PathResult.Verified verified -> {
        trust = now;
        validUntilMillis = verified.validUntil().toEpochMilli();
        yield null;
      }
    };
  }
}
