package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.forward.ClientFields;
import dev.edgekeep.snapshot.HttpsPolicy;
import io.netty.channel.EventLoop;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** What the exchanges of one client connection share. Event loop only. */
final class ClientSession {
  private final ExchangeContext context;
  private final ClientConnection connection;
  private final EventLoop loop;
  private final RequestPhases phases;
  private final ClientFields clientFields;
  private final ExchangeRecord record;

  private HttpsPolicy.@Nullable Hsts hstsOf;
  private @Nullable AsciiString hsts;

  ClientSession(ExchangeContext context, ClientConnection connection, EventLoop loop) {
    this.context = context;
    this.connection = connection;
    this.loop = loop;
    this.phases = new RequestPhases(connection, context);
    this.clientFields = new ClientFields(connection.remoteAddress(), connection.isSecure());
    this.record = new ExchangeRecord(context, connection);
  }

  ExchangeContext context() {
    return context;
  }

  ClientConnection connection() {
    return connection;
  }

  EventLoop loop() {
    return loop;
  }

  RequestPhases phases() {
    return phases;
  }

  ClientFields clientFields() {
    return clientFields;
  }

  ExchangeRecord record() {
    return record;
  }

  /** The Strict-Transport-Security value (RFC 6797 §6.1) of a policy; null when it has none. */
  // The policy object of the last request is nearly always this one's.
  @SuppressWarnings("ReferenceEquality")
  @Nullable AsciiString hsts(HttpsPolicy policy) {
    HttpsPolicy.Hsts wanted = connection.isSecure() ? policy.hsts() : null;
    if (wanted != hstsOf) {
      hstsOf = wanted;
      hsts = wanted == null ? null : new AsciiString(text(wanted));
    }
    return hsts;
  }

  private static String text(HttpsPolicy.Hsts hsts) {
    return "max-age="
        + hsts.maxAgeSeconds()
        + (hsts.includeSubdomains() ? "; includeSubDomains" : "")
        + (hsts.preload() ? "; preload" : "");
  }
}
