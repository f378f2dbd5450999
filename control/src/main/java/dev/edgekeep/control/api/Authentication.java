package dev.edgekeep.control.api;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.error.DomainException;
import org.jspecify.annotations.Nullable;

/** Authenticates callers. */
public interface Authentication {
  /**
   * Blocks.
   *
   * @param authorization the field of the request, or null
   * @param account the account that is meant, for operators; null: the token's own
   * @param address of the client
   * @throws DomainException when the token is wrong, or was wrong too often, or calls too often
   */
  Caller authenticate(@Nullable String authorization, @Nullable String account, String address);

  /**
   * Returns whether the token of a caller who was authenticated before is still valid, and still
   * for the same. Blocks.
   */
  boolean stands(Caller caller);
}
