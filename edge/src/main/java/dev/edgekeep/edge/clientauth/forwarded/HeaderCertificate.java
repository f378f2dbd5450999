package dev.edgekeep.edge.clientauth.forwarded;

import dev.edgekeep.edge.clientauth.PresentedChain;

/** The client certificate in the header of one request. Immutable. */
sealed interface HeaderCertificate {
  /** The request has no such header: the client presented nothing to the balancer. */
  record None() implements HeaderCertificate {}

  /** A chain, leaf first; of the certificates themselves nothing has been checked. */
  record Chain(PresentedChain chain) implements HeaderCertificate {}

  /**
   * The header cannot be used.
   *
   * @param problem a clause for the operator, with the header's name
   */
  record Malformed(String problem) implements HeaderCertificate {}

  HeaderCertificate NONE = new None();
}
