package dev.edgekeep.edge.events;

import dev.edgekeep.daemon.json.JsonWriter;
import dev.edgekeep.daemon.logging.LogLine;
import dev.edgekeep.edge.trace.TraceIds;
import dev.edgekeep.x509.path.Verdict;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event that an operator will ask about: one line of the event log.
 *
 * @param host the host it concerns, or the requested name; null when there was none
 * @param verdict the verdict about the client, if that is the reason
 * @param detail a sentence that a person can act on
 * @param serial the serial number of the certificate that the client presented
 * @param issuer its issuer
 * @param subject its subject
 * @param fingerprint its SHA-256 fingerprint in hexadecimal
 * @param acceptableCas the names of the CAs that would have been accepted
 * @param requestId the {@code X-Request-Id} of the request, if it concerns one
 * @param rule the name of the rule that is the reason, if one is
 * @param keyOperation the id of the handshake's key operation, as the key server logs it
 * @param trace the request's place in a trace, if there is one
 */
public record EdgeEvent(
    Instant time,
    Kind kind,
    @Nullable String host,
    @Nullable Verdict verdict,
    String detail,
    @Nullable InetSocketAddress clientAddress,
    @Nullable String serial,
    @Nullable String issuer,
    @Nullable String subject,
    @Nullable String fingerprint,
    List<String> acceptableCas,
    @Nullable String requestId,
    @Nullable String rule,
    @Nullable String keyOperation,
    @Nullable TraceIds trace)
    implements LogLine {
  public EdgeEvent {
    // Events go to the control plane as well as to the log.
    host = host == null ? null : LogLine.bounded(host);
    detail = LogLine.bounded(detail);
    issuer = issuer == null ? null : LogLine.bounded(issuer);
    subject = subject == null ? null : LogLine.bounded(subject);
  }

  /** Begins an event with what every event has. */
  public static Builder builder(Instant time, Kind kind, String detail) {
    return new Builder(time, kind, detail);
  }

  /** An event about the node itself: started, a snapshot applied or refused. */
  public static EdgeEvent ofNode(Instant time, Kind kind, String detail) {
    return builder(time, kind, detail).build();
  }

  @Override
  public void writeMembers(JsonWriter json) {
    json.name("time").time(time.toEpochMilli());
    json.field("log", "event").field("kind", kind.label()).optional("host", host);
    if (verdict != null) {
      json.field("verdict", verdict.label());
    }
    json.field("detail", detail);
    if (clientAddress != null) {
      json.field("clientAddress", NetUtil.toAddressString(clientAddress.getAddress()))
          .field("clientPort", clientAddress.getPort());
    }
    json.optional("serial", serial).optional("issuer", issuer).optional("subject", subject);
    json.optional("fingerprint", fingerprint);
    if (!acceptableCas.isEmpty()) {
      json.field("acceptableCas", acceptableCas);
    }
    json.optional("requestId", requestId).optional("rule", rule);
    json.optional("keyOperation", keyOperation);
    if (trace != null) {
      json.field("traceId", trace.traceId()).field("spanId", trace.spanId());
    }
  }

  /** The kind of an event; {@link #label()} is its spelling in the log. */
  public enum Kind {
    HANDSHAKE_REFUSED("handshake-refused"),
    CONNECTIONS_REFUSED("connections-refused"),
    REQUEST_REFUSED("request-refused"),
    REQUEST_BLOCKED("request-blocked"),
    RULE_MATCHED("rule-matched"),
    ORIGIN_FAILED("origin-failed"),
    ORIGIN_UNHEALTHY("origin-unhealthy"),
    ORIGIN_HEALTHY("origin-healthy"),
    KEY_SERVER_DOWN("key-server-down"),
    KEY_SERVER_UP("key-server-up"),
    REVOCATION_LIST_FETCHED("revocation-list-fetched"),
    REVOCATION_LIST_FAILED("revocation-list-failed"),
    OCSP_RESPONDER_DOWN("ocsp-responder-down"),
    OCSP_RESPONDER_UP("ocsp-responder-up"),
    OCSP_STAPLE_FAILED("ocsp-staple-failed"),
    SNAPSHOT_APPLIED("snapshot-applied"),
    SNAPSHOT_REFUSED("snapshot-refused"),
    WARNING("warning"),
    STARTED("started"),
    DRAINING("draining"),
    STOPPED("stopped");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /** Collects what is known about an event. One thread. */
  public static final class Builder {
    private final Instant time;
    private final Kind kind;
    private final String detail;
    private @Nullable String host;
    private @Nullable Verdict verdict;
    private @Nullable InetSocketAddress clientAddress;
    private @Nullable String serial;
    private @Nullable String issuer;
    private @Nullable String subject;
    private @Nullable String fingerprint;
    private List<String> acceptableCas = List.of();
    private @Nullable String requestId;
    private @Nullable String rule;
    private @Nullable String keyOperation;
    private @Nullable TraceIds trace;

    private Builder(Instant time, Kind kind, String detail) {
      this.time = time;
      this.kind = kind;
      this.detail = detail;
    }

    /** The host it concerns, or the requested name. */
    public Builder host(@Nullable String name) {
      host = name;
      return this;
    }

    /** The request it concerns. */
    public Builder request(@Nullable String hostName, String id) {
      host = hostName;
      requestId = id;
      return this;
    }

    /** The verdict about the client, if that is the reason. */
    public Builder verdict(@Nullable Verdict reason) {
      verdict = reason;
      return this;
    }

    public Builder clientAddress(@Nullable InetSocketAddress address) {
      clientAddress = address;
      return this;
    }

    /** The certificate that the client presented. */
    public Builder certificate(String serialNumber, String issuerName, String subjectName) {
      serial = serialNumber;
      issuer = issuerName;
      subject = subjectName;
      return this;
    }

    /** The SHA-256 fingerprint of that certificate, in hexadecimal. */
    public Builder fingerprint(String sha256) {
      fingerprint = sha256;
      return this;
    }

    /** The names of the CAs that would have been accepted. */
    public Builder acceptableCas(List<String> names) {
      acceptableCas = names;
      return this;
    }

    /** The name of the rule that is the reason. */
    public Builder rule(@Nullable String name) {
      rule = name;
      return this;
    }

    /** The key operation of the handshake. */
    public Builder keyOperation(@Nullable String id) {
      keyOperation = id;
      return this;
    }

    /** The span of the request. */
    public Builder trace(@Nullable TraceIds ids) {
      trace = ids;
      return this;
    }

    public EdgeEvent build() {
      return new EdgeEvent(
          time,
          kind,
          host,
          verdict,
          detail,
          clientAddress,
          serial,
          issuer,
          subject,
          fingerprint,
          acceptableCas,
          requestId,
          rule,
          keyOperation,
          trace);
    }
  }
}
