package dev.edgekeep.fleet.nats;

import org.jspecify.annotations.Nullable;

/**
 * The login of a connection. A server without authentication ignores it. Immutable.
 *
 * @param jwt the user JWT of the identity; null: the server needs none
 */
public record FeedLogin(NodeIdentity identity, @Nullable String jwt) {
  /** The text form does not contain the JWT. */
  @Override
  public String toString() {
    return identity.toString();
  }
}
