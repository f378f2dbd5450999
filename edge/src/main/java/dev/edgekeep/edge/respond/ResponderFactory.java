package dev.edgekeep.edge.respond;

import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.forward.ClientFields;
import dev.edgekeep.edge.message.BadMessage;
import io.netty.channel.EventLoop;

/** Chooses the responder for a request that the edge does not answer itself. Any event loop. */
@FunctionalInterface
public interface ResponderFactory {
  /**
   * A responder, not started yet. It may change the fields of the request's head.
   *
   * @param client what an origin is told about the client
   * @param loop the event loop of the caller and of the client's connection
   * @throws BadMessage when the request cannot be sent on; the client is answered with its status
   */
  Responder create(
      Decision.Forward request,
      String requestId,
      ClientFields client,
      EventLoop loop,
      ResponseReceiver receiver)
      throws BadMessage;
}
