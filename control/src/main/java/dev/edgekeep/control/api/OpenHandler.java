package dev.edgekeep.control.api;

/** Answers anybody, without a token: revocation lists, OCSP, documentation. */
@FunctionalInterface
public interface OpenHandler {
  /**
   * @throws ApiProblem when it is not carried out
   */
  Answer handle(OpenCall call) throws Exception;
}
