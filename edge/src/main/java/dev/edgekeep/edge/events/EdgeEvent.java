package dev.edgekeep.edge.events;

import dev.edgekeep.daemon.json.JsonWriter;
import dev.edgekeep.daemon.logging.LogLine;
import dev.edgekeep.x509.path.Verdict;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something an operator will ask about: one line of the event log.
 *
 * @param host the host it concerns, or the name that was asked for; null when there was none
 * @param verdict the verdict about the client where that is the reason
 * @param detail a sentence that a person can act on
 * @param serial serial number of what the client presented
 * @param issuer its issuer
 * @param subject its subject
 * @param acceptableCas the CA names that would have been acceptable
 * @param requestId the {@code X-Request-Id} of the request, where it concerns one
 * @param rule the name of the rule that is the reason, where one is
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
    List<String> acceptableCas,
    @Nullable String requestId,
    @Nullable String rule)
    implements LogLine {
  public EdgeEvent {
    // Beside the log, events go to the control plane.
    host = host == null ? null : LogLine.bounded(host);
    detail = LogLine.bounded(detail);
    issuer = issuer == null ? null : LogLine.bounded(issuer);
    subject = subject == null ? null : LogLine.bounded(subject);
  }

  /** An event that no rule is the reason of. */
  public EdgeEvent(
      Instant time,
      Kind kind,
      @Nullable String host,
      @Nullable Verdict verdict,
      String detail,
      @Nullable InetSocketAddress clientAddress,
      @Nullable String serial,
      @Nullable String issuer,
      @Nullable String subject,
      List<String> acceptableCas,
      @Nullable String requestId) {
    this(
        time,
        kind,
        host,
        verdict,
        detail,
        clientAddress,
        serial,
        issuer,
        subject,
        acceptableCas,
        requestId,
        null);
  }

  /** Something about the node itself: started, a snapshot applied or refused. */
  public static EdgeEvent ofNode(Instant time, Kind kind, String detail) {
    return new EdgeEvent(time, kind, null, null, detail, null, null, null, null, List.of(), null);
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
    if (!acceptableCas.isEmpty()) {
      json.field("acceptableCas", acceptableCas);
    }
    json.optional("requestId", requestId).optional("rule", rule);
  }

  /** What happened; {@link #label()} is its spelling in the log. */
  public enum Kind {
    HANDSHAKE_REFUSED("handshake-refused"),
    REQUEST_REFUSED("request-refused"),
    REQUEST_BLOCKED("request-blocked"),
    RULE_MATCHED("rule-matched"),
    ORIGIN_FAILED("origin-failed"),
    KEY_SERVER_DOWN("key-server-down"),
    KEY_SERVER_UP("key-server-up"),
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
}
