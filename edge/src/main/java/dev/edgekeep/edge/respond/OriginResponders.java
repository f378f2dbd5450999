package dev.edgekeep.edge.respond;

import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.forward.ClientFields;
import dev.edgekeep.edge.forward.ForwardedRequest;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.origin.OriginPools;
import dev.edgekeep.edge.trace.RequestTrace;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.Limits;
import io.netty.channel.EventLoop;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends every request to the origin of its route or host. */
public final class OriginResponders implements ResponderFactory {
  private final OriginPools origins;
  private final Supplier<Limits> limits;

  /**
   * @param limits the current ones; any thread
   */
  public OriginResponders(OriginPools origins, Supplier<Limits> limits) {
    this.origins = origins;
    this.limits = limits;
  }

  @Override
  public Responder create(
      Decision.Forward request,
      String requestId,
      @Nullable RequestTrace trace,
      ClientFields client,
      EventLoop loop,
      ResponseReceiver receiver)
      throws BadMessage {
    RequestHead head = request.head();
    Host host = request.host().config();
    ForwardedRequest forwarded =
        ForwardedRequest.of(head, host.forward(), client, request.verdict(), requestId)
            .toward(request.origin(), request.verdict())
            .traced(trace);
    forwarded.change(request.rules().changes());
    return new OriginResponder(
        receiver,
        forwarded,
        origins.pool(request.origin(), loop),
        client.remoteAddress(),
        limits.get().headerBytes());
  }
}
