package dev.edgekeep.edge.forward;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.decision.HeaderChange;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.FieldSink;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.origin.OriginRequest;
import dev.edgekeep.edge.origin.ProxiedClient;
import dev.edgekeep.edge.trace.RequestTrace;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.ForwardedHost;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Origin.ProxyVersion;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A client's request as the origin gets it: the client's fields that may pass, and the edge's own.
 * Event loop only.
 */
public final class ForwardedRequest implements OriginRequest {
  /** The size of the edge's fields, but for those about the client certificate. */
  private static final int EDGE_FIELDS_SIZE = 192;

  /** The size of a trace context without the state of others. */
  private static final int TRACE_FIELDS_SIZE = 72;

  private static final AsciiString WEBSOCKET_KEY = AsciiString.cached("Sec-WebSocket-Key");
  private static final AsciiString FORWARDED_PROTO = AsciiString.cached("X-Forwarded-Proto");
  private static final AsciiString FORWARDED_HOST = AsciiString.cached("X-Forwarded-Host");
  private static final AsciiString REQUEST_ID = AsciiString.cached("X-Request-Id");
  private static final AsciiString HTTPS = AsciiString.cached("https");
  private static final AsciiString HTTP = AsciiString.cached("http");

  private final RequestHead head;
  private final ForwardPolicy policy;
  private final ClientFields client;
  private final Fields certificateFields;
  private final Fields requestFields;
  private final String requestId;
  private final @Nullable WebSocketUpgrade upgrade;
  private final boolean acceptsTrailers;
  private final CharSequence addresses;
  private @Nullable ProxiedClient proxied;
  private @Nullable RequestTrace trace;

  private ForwardedRequest(
      RequestHead head,
      ForwardPolicy policy,
      ClientFields client,
      Fields certificateFields,
      Fields requestFields,
      String requestId,
      @Nullable WebSocketUpgrade upgrade,
      boolean acceptsTrailers,
      CharSequence addresses) {
    this.head = head;
    this.policy = policy;
    this.client = client;
    this.certificateFields = certificateFields;
    this.requestFields = requestFields;
    this.requestId = requestId;
    this.upgrade = upgrade;
    this.acceptsTrailers = acceptsTrailers;
    this.addresses = addresses;
  }

  /**
   * The request to the origin that belongs to a client's. {@code head} loses the fields that may
   * not pass.
   *
   * @throws BadMessage when its Connection field cannot be obeyed
   */
  public static ForwardedRequest of(
      RequestHead head,
      ForwardPolicy policy,
      ClientFields client,
      ClientVerdict verdict,
      String requestId)
      throws BadMessage {
    Fields fields = head.fields();
    WebSocketUpgrade upgrade = WebSocketUpgrade.of(head);
    boolean acceptsTrailers = upgrade == null && acceptsTrailers(fields);
    if (upgrade != null) {
      upgrade.takeOver(fields);
    }
    if (!head.expectsContinue()) {
      fields.remove(FieldName.EXPECT);
    }
    CharSequence addresses = addresses(fields, client, policy);
    EndToEnd.keepOfRequest(fields);
    removeTemplates(fields, client, policy);
    Fields requestFields = client.requestFields(policy, verdict, requestId);
    Fields certificateFields = client.certificateFields(policy, verdict);
    return new ForwardedRequest(
        head,
        policy,
        client,
        certificateFields,
        requestFields,
        requestId,
        upgrade,
        acceptsTrailers,
        addresses);
  }

  /** A client's own field of a template's name never passes, even if the edge sends none. */
  private static void removeTemplates(Fields fields, ClientFields client, ForwardPolicy policy) {
    if (policy.headers().isEmpty()) {
      return;
    }
    List<AsciiString> names = client.templateNames(policy);
    for (int i = 0; i < names.size(); i++) {
      fields.removeLoosely(names.get(i));
    }
  }

  /**
   * Has the request sent on connections that tell its client, where the origin gets the PROXY
   * protocol. Before anything else is done with it.
   */
  public ForwardedRequest toward(Origin origin, ClientVerdict verdict) {
    ProxyVersion version = origin.sendProxyProtocol();
    proxied = version == null ? null : client.proxied(version, verdict);
    return this;
  }

  /** Has the origin get the request's trace context; null: it has none. */
  public ForwardedRequest traced(@Nullable RequestTrace spans) {
    trace = spans;
    return this;
  }

  private static boolean acceptsTrailers(Fields fields) {
    String te = fields.first(FieldName.TE);
    return te != null && te.toLowerCase(Locale.ROOT).contains("trailers");
  }

  /** The client's address, after those that its own field of that name has; that is removed. */
  private static CharSequence addresses(Fields fields, ClientFields client, ForwardPolicy policy) {
    AsciiString name = client.addressName(policy);
    String before = null;
    for (int i = 0; i < fields.size(); i++) {
      if (!fields.isRemoved(i) && fields.isNamedLoosely(i, name)) {
        if (fields.isNamed(i, name)) {
          before = before == null ? fields.value(i) : before + ", " + fields.value(i);
        }
        fields.remove(i);
      }
    }
    return before == null || before.isEmpty() ? client.address() : before + ", " + client.address();
  }

  @Override
  public String method() {
    return head.method();
  }

  @Override
  public String target() {
    return head.target();
  }

  @Override
  public String authority(String server) {
    return switch (policy.host()) {
      case ForwardedHost.OfClient _ -> head.authority();
      case ForwardedHost.OfServer _ -> server;
      case ForwardedHost.Fixed(String host) -> host;
    };
  }

  /** Applies the changes by rules, which do not reach the fields that only the edge may set. */
  public void change(List<HeaderChange> changes) {
    if (!changes.isEmpty()) {
      HeaderChange.applyToRequest(changes, head.fields());
      removeTemplates(head.fields(), client, policy);
    }
  }

  @Override
  public Fields fields() {
    return head.fields();
  }

  @Override
  public void addEdgeFields(FieldSink sink) {
    String key = upgrade == null ? null : upgrade.key();
    if (key != null) {
      sink.add(WEBSOCKET_KEY, key);
    }
    sink.add(policy.clientAddress(), addresses);
    sink.add(FORWARDED_PROTO, client.isSecure() ? HTTPS : HTTP);
    sink.add(FORWARDED_HOST, head.authority());
    sink.add(REQUEST_ID, requestId);
    if (trace != null) {
      trace.addFields(sink);
    }
    sink.addAll(certificateFields);
    sink.addAll(requestFields);
  }

  @Override
  public int sizeOfFields() {
    return head.fields().encodedSize()
        + certificateFields.encodedSize()
        + requestFields.encodedSize()
        + (trace == null ? EDGE_FIELDS_SIZE : EDGE_FIELDS_SIZE + TRACE_FIELDS_SIZE);
  }

  @Override
  public long bodyLength() {
    return head.bodyLength();
  }

  @Override
  public boolean acceptsTrailers() {
    return acceptsTrailers;
  }

  @Override
  public @Nullable String upgrade() {
    return upgrade == null ? null : WebSocketUpgrade.PROTOCOL;
  }

  @Override
  public @Nullable ProxiedClient proxiedClient() {
    return proxied;
  }

  @Override
  public @Nullable RequestTrace trace() {
    return trace;
  }

  @Override
  public boolean isReplayable() {
    return head.isReplayable();
  }

  /** The opening handshake of a WebSocket; null when the request is an ordinary one. */
  public @Nullable WebSocketUpgrade webSocket() {
    return upgrade;
  }
}
