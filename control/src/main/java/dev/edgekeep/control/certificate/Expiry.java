package dev.edgekeep.control.certificate;

import dev.edgekeep.x509.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Warnings of what ends soon. */
final class Expiry {
  private static final Duration SOON = Duration.ofDays(30);

  private Expiry() {}

  /** A sentence when something of the chain ends within 30 days, or has ended; else null. */
  static @Nullable String warning(List<Certificate> chain, Instant now) {
    for (Certificate each : chain) {
      Duration left = Duration.between(now, each.notAfter());
      if (left.isNegative()) {
        return "%s expired on %s; replace it".formatted(each.subject(), each.notAfter());
      }
      if (left.compareTo(SOON) < 0) {
        return "%s expires in %d days; renew it".formatted(each.subject(), left.toDays());
      }
    }
    return null;
  }
}
