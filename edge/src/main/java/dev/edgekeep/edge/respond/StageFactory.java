package dev.edgekeep.edge.respond;

import dev.edgekeep.edge.decision.Decision;

/**
 * Puts stages before the client's side of a response. It is asked once for each request that is
 * forwarded; the edge's own answers pass through no stage. Any event loop.
 */
@FunctionalInterface
public interface StageFactory {
  /** No stages. */
  StageFactory NONE = (request, client) -> client;

  /**
   * The sink that the responder's response goes to: the first stage of a chain that ends at {@code
   * client}, or {@code client} itself.
   */
  ResponseSink stages(Decision.Forward request, ResponseSink client);
}
