package dev.edgekeep.control.api;

/** Carries out one kind of call. Runs on a virtual thread and may block. */
@FunctionalInterface
public interface Handler {
  /**
   * @throws ApiProblem when it is not carried out
   */
  Answer handle(Call call) throws Exception;
}
