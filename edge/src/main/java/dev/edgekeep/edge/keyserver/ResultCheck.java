package dev.edgekeep.edge.keyserver;

import org.jspecify.annotations.Nullable;

/**
 * Verifies a result with the public half of the key. Called on the event loop for each result,
 * before it is used: an address whose results are wrong must not fail handshakes that another
 * address could serve. Never throws.
 */
@FunctionalInterface
public interface ResultCheck {
  /**
   * @param result whatever the key server sent
   * @return what is wrong with it, for the operator; null when it is the key's result
   */
  @Nullable String fault(byte[] result);
}
