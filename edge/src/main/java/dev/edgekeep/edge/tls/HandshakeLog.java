package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.clientauth.CheckedClient;
import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.x509.cert.Certificate;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
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
        new EdgeEvent(
            clock.instant(),
            EdgeEvent.Kind.HANDSHAKE_REFUSED,
            host,
            null,
            reason.label() + ": " + detail,
            address(channel),
            null,
            null,
            null,
            List.of(),
            null));
  }

  /** Refused for the verdict about the client. */
  void refused(Channel channel, Handshake handshake, ClientVerdict verdict, String prefix) {
    metrics.handshakeRefused(verdict.verdict().label());
    Certificate leaf = verdict.presented().isEmpty() ? null : verdict.presented().getFirst();
    events.record(
        new EdgeEvent(
            clock.instant(),
            EdgeEvent.Kind.HANDSHAKE_REFUSED,
            handshake.serverName(),
            verdict.verdict(),
            prefix + verdict.sentence(),
            address(channel),
            leaf == null ? null : leaf.serialNumber().toString(),
            leaf == null ? null : leaf.issuer().toString(),
            leaf == null ? null : leaf.subject().toString(),
            handshake.host().trust().caNames(),
            null));
  }

  /** The engine gave up: because of the verdict, or for a reason that its message names. */
  void failed(Channel channel, Handshake handshake, Throwable cause) {
    CheckedClient client = handshake.client();
    ClientAuth.Mode mode = handshake.host().config().clientAuth().mode();
    String message = String.valueOf(cause.getMessage()).toUpperCase(Locale.ROOT);
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
    } else if (message.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")) {
      refused(channel, handshake, ClientVerdict.ABSENT, "");
    } else {
      HandshakeRefusal reason = reason(cause, message);
      refused(channel, reason, handshake.serverName(), detail(reason, cause));
    }
  }

  private static HandshakeRefusal reason(Throwable cause, String message) {
    if (cause instanceof ClosedChannelException) {
      return HandshakeRefusal.CLIENT_CLOSED;
    }
    // OpenSSL sends its alert in TLS 1.3 without encrypting it: too short for a record of its
    // place.
    return message.contains("_ALERT_") || message.contains("BAD_PACKET_LENGTH")
        ? HandshakeRefusal.CLIENT_REFUSED
        : HandshakeRefusal.PROTOCOL;
  }

  private static String detail(HandshakeRefusal reason, Throwable cause) {
    return switch (reason) {
      case CLIENT_CLOSED -> "the client closed the connection in the middle of the handshake";
      case CLIENT_REFUSED ->
          "the client ended the handshake with an alert, most often because it does not trust the host's certificate: "
              + reasonCode(cause);
      default -> "no agreement on TLS: " + reasonCode(cause);
    };
  }

  /** BoringSSL's reason code out of {@code error:1000…:SSL routines:OPENSSL_internal:REASON}. */
  private static String reasonCode(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.substring(message.lastIndexOf(':') + 1).strip();
  }

  private static @Nullable InetSocketAddress address(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address ? address : null;
  }
}
