package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.clientauth.CheckedClient;
import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.tls.TlsFailure;
import dev.edgekeep.x509.cert.Certificate;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Says why a handshake came to nothing: one event and one count each (invariant 8). Any thread. */
public final class HandshakeLog {
  private final EventLog events;
  private final EdgeMetrics metrics;
  private final InstantSource clock;

  public HandshakeLog(EventLog events, EdgeMetrics metrics, InstantSource clock) {
    this.events = events;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Refused for a reason that no certificate had a part in. */
  void refused(Channel channel, HandshakeRefusal reason, @Nullable String host, String detail) {
    metrics.handshakeRefused(reason.label());
    events.record(
        EdgeEvent.builder(
                clock.instant(), EdgeEvent.Kind.HANDSHAKE_REFUSED, reason.label() + ": " + detail)
            .host(host)
            .clientAddress(address(channel))
            .build());
  }

  /** Refused for the verdict about the client. */
  void refused(Channel channel, Handshake handshake, ClientVerdict verdict, String prefix) {
    metrics.handshakeRefused(verdict.verdict().label());
    EdgeEvent.Builder event =
        EdgeEvent.builder(
                clock.instant(), EdgeEvent.Kind.HANDSHAKE_REFUSED, prefix + verdict.sentence())
            .host(handshake.serverName())
            .verdict(verdict.verdict())
            .clientAddress(address(channel))
            .acceptableCas(handshake.host().trust().caNames());
    if (!verdict.presented().isEmpty()) {
      Certificate leaf = verdict.presented().getFirst();
      event.certificate(
          leaf.serialNumber().toString(), leaf.issuer().toString(), leaf.subject().toString());
    }
    events.record(event.build());
  }

  /** The engine gave up: because of the verdict, or for a reason that its message names. */
  void failed(Channel channel, Handshake handshake, Throwable cause) {
    CheckedClient client = handshake.client();
    ClientAuth.Mode mode = handshake.host().config().clientAuth().mode();
    TlsFailure failure = TlsFailure.of(cause);
    if (handshake.failure() != null) {
      refused(
          channel,
          HandshakeRefusal.INTERNAL,
          handshake.serverName(),
          "the client's chain could not be verified because of an error of ours: "
              + handshake.failure());
    } else if (client != null
        && !client.verdict().isVerified()
        && mode == ClientAuth.Mode.REQUIRE) {
      refused(channel, handshake, client.verdict(), "");
    } else if (client == null && mode != ClientAuth.Mode.OFF && failure.isTooLarge()) {
      refused(
          channel,
          HandshakeRefusal.CHAIN_TOO_LARGE,
          handshake.serverName(),
          "the client's certificate chain is larger than %,d bytes, which is the size limit. Have it send its own certificate and the intermediates only"
              .formatted(HostTls.MAX_CLIENT_CHAIN_BYTES));
    } else if (failure.kind() == TlsFailure.Kind.NO_CERTIFICATE) {
      refused(channel, handshake, ClientVerdict.ABSENT, "");
    } else {
      refused(channel, reason(failure), handshake.serverName(), detail(failure));
    }
  }

  private static HandshakeRefusal reason(TlsFailure failure) {
    return switch (failure.kind()) {
      case PEER_CLOSED -> HandshakeRefusal.CLIENT_CLOSED;
      case PEER_REFUSED -> HandshakeRefusal.CLIENT_REFUSED;
      case TIMEOUT -> HandshakeRefusal.TIMEOUT;
      case NO_CERTIFICATE, PROTOCOL -> HandshakeRefusal.PROTOCOL;
    };
  }

  private static String detail(TlsFailure failure) {
    return switch (failure.kind()) {
      case PEER_CLOSED -> "the client closed the connection in the middle of the handshake";
      case PEER_REFUSED ->
          "the client ended the handshake with an alert, most often because it does not trust the"
              + " host's certificate: "
              + failure.code();
      default -> "no agreement on TLS: " + failure.code();
    };
  }

  private static @Nullable InetSocketAddress address(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address ? address : null;
  }
}
