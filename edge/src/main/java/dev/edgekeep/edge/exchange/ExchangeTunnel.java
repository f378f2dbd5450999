package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.tunnel.TunnelEnd;
import dev.edgekeep.edge.tunnel.TunnelEnding;
import dev.edgekeep.edge.tunnel.TunnelWatch;
import io.netty.buffer.ByteBuf;

/**
 * The tunnel that an exchange became: its client stays let in only for as long as it would be by
 * another request, and its end is the exchange's in the log. Event loop only.
 */
final class ExchangeTunnel implements TunnelWatch {
  private final Exchange exchange;
  private final ClientSession session;
  private final TunnelEnd client;

  ExchangeTunnel(Exchange exchange, ClientSession session, TunnelEnd client) {
    this.exchange = exchange;
    this.session = session;
    this.client = client;
  }

  /**
   * Lets bytes pass.
   *
   * @param early what came from the client before
   */
  void open(TunnelEnd origin, Iterable<ByteBuf> early) {
    ExchangeContext context = session.context();
    context
        .tunnels()
        .open(
            client,
            origin,
            this,
            context.limits().get().tunnelIdleTimeout(),
            early,
            session.loop());
  }

  @Override
  public boolean mayGoOn() {
    Decision.Refuse objection = exchange.objection();
    if (objection != null) {
      session.record().refused(exchange, ofTunnel(objection));
    }
    return objection == null;
  }

  private static Decision.Refuse ofTunnel(Decision.Refuse objection) {
    return new Decision.Refuse(
        objection.status(),
        objection.reason(),
        "an open WebSocket was ended: " + objection.detail(),
        objection.host(),
        objection.verdict(),
        true);
  }

  @Override
  public void ended(TunnelEnding how, long fromClient, long fromOrigin) {
    session.record().ended(exchange, how.label(), exchange.nanos(), fromClient, fromOrigin);
  }
}
