package dev.edgekeep.snapshot;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a host moves clients to HTTPS and keeps them there.
 *
 * @param redirect the status (301, 302, 307 or 308) that plaintext requests are redirected with;
 *     empty: plaintext requests for this host are refused
 * @param hsts the Strict-Transport-Security header (RFC 6797) of HTTPS responses, or null
 */
public record HttpsPolicy(OptionalInt redirect, @Nullable Hsts hsts) {
  public static final HttpsPolicy NONE = new HttpsPolicy(OptionalInt.empty(), null);

  /** RFC 6797 §6.1. */
  public record Hsts(long maxAgeSeconds, boolean includeSubdomains, boolean preload) {}
}
