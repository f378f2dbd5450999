package dev.edgekeep.snapshot;

import dev.edgekeep.config.value.Bounds;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings that move a host's clients to HTTPS and keep them there.
 *
 * @param redirect the status (301, 302, 307 or 308) that plaintext requests are redirected with;
 *     empty: plaintext requests for this host are refused
 * @param hsts the Strict-Transport-Security header (RFC 6797) of HTTPS responses, or null
 */
public record HttpsPolicy(OptionalInt redirect, @Nullable Hsts hsts) {
  public static final Set<Integer> REDIRECTS = Set.of(301, 302, 307, 308);
  public static final HttpsPolicy NONE = new HttpsPolicy(OptionalInt.empty(), null);

  public HttpsPolicy {
    if (redirect.isPresent() && !REDIRECTS.contains(redirect.getAsInt())) {
      throw new IllegalArgumentException(
          "redirect is %d, and must be 301, 302, 307 or 308".formatted(redirect.getAsInt()));
    }
  }

  /** RFC 6797 §6.1. */
  public record Hsts(long maxAgeSeconds, boolean includeSubdomains, boolean preload) {
    /** Up to ten years. */
    public static final Bounds MAX_AGE_SECONDS = new Bounds(0, 315_360_000);

    public Hsts {
      MAX_AGE_SECONDS.check("maxAgeSeconds", maxAgeSeconds);
    }
  }
}
