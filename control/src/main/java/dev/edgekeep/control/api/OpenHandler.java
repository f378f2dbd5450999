package dev.edgekeep.control.api;

import dev.edgekeep.control.error.DomainException;

/** Answers anybody, without a token: revocation lists, OCSP, documentation. */
@FunctionalInterface
public interface OpenHandler {
  /**
   * @throws DomainException when it is not carried out
   */
  Answer handle(OpenCall call) throws Exception;
}
