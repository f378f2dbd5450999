package dev.edgekeep.keyserver.audit;

import dev.edgekeep.daemon.json.JsonWriter;
import dev.edgekeep.daemon.logging.LogLine;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.SubjectKeyId;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One request and its outcome: one line of the audit log. Never holds a payload or a result.
 *
 * @param edge the name of the edge
 * @param peer the address of the edge
 * @param request whose payload is not written
 * @param key the key that was found; null for none
 * @param algorithm of that key
 * @param operation the opcode in words; null when it is unknown
 * @param detail the reason, where the outcome alone does not tell
 * @param micros from the request's arrival to its answer
 */
public record AuditEntry(
    long timeMillis,
    String edge,
    String peer,
    Message request,
    @Nullable SubjectKeyId key,
    @Nullable String algorithm,
    @Nullable String operation,
    Outcome outcome,
    @Nullable String detail,
    long micros)
    implements LogLine {
  /** As long as a DNS name may be (RFC 1035 §2.3.4), and some more. */
  private static final int MAX_TEXT = 300;

  /** The context of the request, as the edge sent it. */
  RequestContext context() {
    return RequestContext.read(request.context());
  }

  private static @Nullable String bounded(@Nullable String text) {
    return text == null || text.length() <= MAX_TEXT
        ? text
        : "%s… (%,d characters)".formatted(text.substring(0, MAX_TEXT), text.length());
  }

  @Override
  public void writeMembers(JsonWriter json) {
    json.name("time").time(timeMillis);
    json.field("log", "audit").field("edge", bounded(edge)).field("peer", peer);
    SubjectKeyId ski = key == null ? request.key() : key;
    json.optional("ski", ski == null ? null : ski.toString());
    json.optional("algorithm", algorithm);
    json.optional("operation", operation);
    if (operation == null) {
      json.field("opcode", request.code());
    }
    json.optional("keyOperation", context().requestId());
    json.optional("sni", bounded(request.serverName()));
    InetAddress client = request.clientAddress();
    json.optional("clientAddress", client == null ? null : client.getHostAddress());
    json.field("outcome", outcome.label()).optional("detail", detail).field("micros", micros);
  }
}
