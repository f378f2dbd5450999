package dev.edgekeep.edge.ocsp;

import dev.edgekeep.x509.ocsp.OcspAnswer;

/** The end of a question. Immutable. */
sealed interface OcspResult {
  /**
   * A response that was verified.
   *
   * @param der the response
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Answered(OcspAnswer.Single status, byte[] der) implements OcspResult {}

  /**
   * There is no usable response.
   *
   * @param reason for the operator, with the URL
   */
  record Failed(String reason) implements OcspResult {}
}
