package dev.edgekeep.control.api;

import dev.edgekeep.control.error.DomainException;

/** Carries out one kind of call. Runs on a virtual thread and may block. */
@FunctionalInterface
public interface Handler {
  /**
   * @throws DomainException when it is not carried out
   */
  Answer handle(Call call) throws Exception;
}
