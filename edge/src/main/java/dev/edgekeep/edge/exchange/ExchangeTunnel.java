package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import dev.edgekeep.edge.tunnel.TunnelEnding;
import dev.edgekeep.edge.tunnel.TunnelWatch;

/**
 * The tunnel that an exchange became: its client stays admitted only for as long as another request
 * would be, and its end is the exchange's in the access log. Event loop only.
 */
record ExchangeTunnel(Exchange exchange, ExchangeRecord log, TunnelEnd client)
    implements TunnelWatch {
  @Override
  public boolean mayGoOn() {
    Decision.Refuse objection = exchange.objection();
    if (objection != null) {
      String detail = "an open WebSocket was ended: " + objection.detail();
      log.refused(exchange, objection.endingConnection(detail));
    }
    return objection == null;
  }

  @Override
  public void ended(TunnelEnding how, long fromClient, long fromOrigin) {
    log.ended(exchange, how.label(), exchange.nanos(), fromClient, fromOrigin);
  }
}
