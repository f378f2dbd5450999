package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.edge.proxyprotocol.ClientAddress;
import dev.edgekeep.edge.trace.KeyOperationTrace;
import dev.edgekeep.tls.PeerVerdict;
import dev.edgekeep.tls.Refusal;
import dev.edgekeep.tls.RefusalReason;
import dev.edgekeep.x509.cert.Certificate;
import io.netty.channel.Channel;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Records refused handshakes: one event and one count each (invariant 8). Any thread. */
public final class HandshakeLog {
  private final EventLog events;
  private final EdgeMetrics metrics;
  private final InstantSource clock;

  public HandshakeLog(EventLog events, EdgeMetrics metrics, InstantSource clock) {
    this.events = events;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Records one.
   *
   * @param name the host's name, or what the client asked for; null when it named nothing
   * @param host null when none was found
   */
  void refused(Channel channel, Refusal refusal, @Nullable String name, @Nullable ServedHost host) {
    metrics.handshakeRefused(refusal.label());
    EdgeEvent.Builder event =
        EdgeEvent.builder(clock.instant(), EdgeEvent.Kind.HANDSHAKE_REFUSED, detail(refusal))
            .host(name)
            .clientAddress(ClientAddress.source(channel));
    KeyOperationTrace trace = KeyOperationTrace.find(channel);
    if (trace != null) {
      event.keyOperation(trace.id());
      trace.handshakeEnds(refusal.label(), null);
    }
    if (refusal instanceof Refusal.ForVerdict(PeerVerdict peer, String _)) {
      event.verdict(peer.verdict());
      if (host != null) {
        event.acceptableCas(host.trust().caNames());
      }
      if (peer instanceof ClientVerdict client && !client.presented().isEmpty()) {
        Certificate leaf = client.presented().getFirst();
        event
            .certificate(
                leaf.serialNumber().toString(), leaf.issuer().toString(), leaf.subject().toString())
            .fingerprint(leaf.sha256().hex());
      }
    }
    events.record(event.build());
  }

  /** Records a connection that is refused before a handshake. */
  public void refused(Channel channel, RefusalReason reason, String detail) {
    refused(channel, new Refusal.ForReason(reason, detail), null, null);
  }

  private static String detail(Refusal refusal) {
    return switch (refusal) {
      case Refusal.ForReason reason -> reason.label() + ": " + reason.detail();
      case Refusal.ForVerdict verdict -> verdict.detail();
    };
  }
}
