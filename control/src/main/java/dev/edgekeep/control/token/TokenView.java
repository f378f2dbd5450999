package dev.edgekeep.control.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token as the API shows it.
 *
 * @param token the text that authenticates; only in the answer that created the token
 */
record TokenView(
    String id,
    String name,
    String role,
    @Nullable String site,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable String token) {
  static TokenView of(Token token) {
    return of(token, null);
  }

  static TokenView of(Token token, @Nullable String secret) {
    return new TokenView(
        token.id(),
        token.name(),
        token.role().label(),
        token.siteId(),
        token.createdAt(),
        token.expiresAt(),
        secret);
  }
}
