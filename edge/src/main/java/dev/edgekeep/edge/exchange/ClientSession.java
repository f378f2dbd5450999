package dev.edgekeep.edge.exchange;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.daemon.tracing.TraceSource;
import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.forward.ClientFields;
import dev.edgekeep.edge.forward.ConnectionInfo;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.respond.Responder;
import dev.edgekeep.edge.respond.ResponseReceiver;
import dev.edgekeep.edge.respond.ResponseSink;
import dev.edgekeep.edge.rules.CountryLookup;
import dev.edgekeep.edge.trace.KeyOperationTrace;
import dev.edgekeep.edge.trace.RequestTrace;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.snapshot.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One client connection as its exchanges share it. Event loop only. */
public final class ClientSession {
  private final ClientSessions node;
  private final ClientConnection connection;
  private final EventLoop loop;
  private final RequestPhases phases;
  private final ClientFields clientFields;
  private final ExchangeRecord record;

  private HttpsPolicy.@Nullable Hsts hstsPolicy;
  private @Nullable AsciiString hsts;
  private @Nullable Pace download;
  private @Nullable Pace upload;

  ClientSession(ClientSessions node, ClientConnection connection, EventLoop loop) {
    this.node = node;
    this.connection = connection;
    this.loop = loop;
    this.phases = new RequestPhases(connection, node.policy());
    this.clientFields =
        new ClientFields(
            connection,
            connection.isSecure(),
            new SessionInfo(connection, node.policy().countries()));
    this.record = new ExchangeRecord(node.logs(), connection);
  }

  /** The facts that header templates may name. */
  private record SessionInfo(ClientConnection client, CountryLookup countries)
      implements ConnectionInfo {
    @Override
    public @Nullable String tlsVersion() {
      return client.tlsVersion();
    }

    @Override
    public @Nullable String cipherSuite() {
      return client.cipherSuite();
    }

    @Override
    public @Nullable String country() {
      return countries.country(client.remoteAddress().getAddress());
    }
  }

  /** The server name of the handshake; null in plaintext. */
  public @Nullable String serverName() {
    return connection.serverName();
  }

  /** The current limits. */
  public Limits limits() {
    return node.limits().get();
  }

  /** Enforces a time limit until {@link #unwatch}. */
  public void watch(Deadlines.Watched limit) {
    node.deadlines().watch(limit, loop);
  }

  /** Ends the watch; nothing happens when there is none. */
  public void unwatch(Deadlines.Watched limit) {
    node.deadlines().unwatch(limit);
  }

  /** Records input that is not a request: a frame that the protocol does not allow. */
  public void malformed(String detail) {
    record.malformed(detail);
  }

  EventLoop loop() {
    return loop;
  }

  RequestAdmission admission() {
    return node.admission();
  }

  /** The pace of all responses on the connection, while they are for hosts with one speed. */
  Pace downloadPace(long bytesPerSecond) {
    download = pace(download, bytesPerSecond);
    return download;
  }

  /** The pace of all request bodies on the connection, as {@link #downloadPace}. */
  Pace uploadPace(long bytesPerSecond) {
    upload = pace(upload, bytesPerSecond);
    return upload;
  }

  private static Pace pace(@Nullable Pace known, long bytesPerSecond) {
    return known != null && known.bytesPerSecond() == bytesPerSecond
        ? known
        : new Pace(bytesPerSecond, System.nanoTime());
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

  long millis() {
    return node.policy().clock().millis();
  }

  /** Begins the trace of a request; null where traces are off. */
  @Nullable RequestTrace trace(RequestHead head) {
    TraceSource traces = node.logs().traces().current();
    if (traces == null) {
      return null;
    }
    KeyOperationTrace operation = connection.keyOperation();
    return RequestTrace.begin(
        traces, head.method(), head.fields(), operation == null ? null : operation.handshake());
  }

  Responder responder(
      Decision.Forward request,
      String requestId,
      @Nullable RequestTrace trace,
      ResponseReceiver receiver)
      throws BadMessage {
    return node.responders().create(request, requestId, trace, clientFields, loop, receiver);
  }

  ResponseSink stages(Decision.Forward request, ResponseSink client) {
    return node.stages().stages(request, client);
  }

  void openTunnel(ExchangeTunnel tunnel, TunnelEnd origin, List<ByteBuf> early) {
    node.tunnels().open(tunnel.client(), origin, tunnel, limits().tunnelIdleTimeout(), early, loop);
  }

  /** The Strict-Transport-Security value (RFC 6797 §6.1) of a policy; null when it has none. */
  // Nearly always the policy object of the last request.
  @SuppressWarnings("ReferenceEquality")
  @Nullable AsciiString hsts(HttpsPolicy policy) {
    HttpsPolicy.Hsts wanted = connection.isSecure() ? policy.hsts() : null;
    if (wanted != hstsPolicy) {
      hstsPolicy = wanted;
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
