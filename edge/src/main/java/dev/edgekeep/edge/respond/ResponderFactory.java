package dev.edgekeep.edge.respond;

import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.forward.ClientFields;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.trace.RequestTrace;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/** Chooses the responder for a request that the edge does not answer itself. Any event loop. */
@FunctionalInterface
public interface ResponderFactory {
  /**
   * A responder, not started yet. It may change the fields of the request's head.
   *
   * @param trace the request's spans; null where traces are off
   * @param client what an origin is told about the client
   * @param loop the event loop of the caller and of the client's connection
   * @throws BadMessage when the request cannot be sent on; the client is answered with its status
   */
  Responder create(
      Decision.Forward request,
      String requestId,
      @Nullable RequestTrace trace,
      ClientFields client,
      EventLoop loop,
      ResponseReceiver receiver)
      throws BadMessage;
}
