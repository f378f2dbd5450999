package dev.edgekeep.keyserver.audit;

import dev.edgekeep.daemon.json.JsonWriter;
import dev.edgekeep.daemon.logging.LogLine;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event for operators: one line of the event log.
 *
 * @param reason a verdict's label or another of a small fixed set; null where the kind suffices
 * @param detail a sentence that a person can act on
 * @param peer the address of the connection concerned
 * @param edge the subject of the presented certificate, or another name of the edge
 * @param serial the serial number of the certificate
 * @param issuer the issuer of the certificate
 */
public record ServerEvent(
    Instant time,
    Kind kind,
    @Nullable String reason,
    String detail,
    @Nullable String peer,
    @Nullable String edge,
    @Nullable String serial,
    @Nullable String issuer)
    implements LogLine {
  /** An event of the server itself. */
  public static ServerEvent ofServer(Instant time, Kind kind, String detail) {
    return new ServerEvent(time, kind, null, detail, null, null, null, null);
  }

  @Override
  public void writeMembers(JsonWriter json) {
    json.name("time").time(time.toEpochMilli());
    json.field("log", "event").field("kind", kind.label()).optional("reason", reason);
    json.field("detail", detail).optional("peer", peer).optional("edge", edge);
    json.optional("serial", serial).optional("issuer", issuer);
  }

  /** Kinds of events; {@link #label()} is the spelling in the log. */
  public enum Kind {
    STARTED("started"),
    /** Something is probably not intended. */
    WARNING("warning"),
    RELOADED("reloaded"),
    RELOAD_REFUSED("reload-refused"),
    CONNECTION_REFUSED("connection-refused"),
    /** An edge connected, and no entry of {@code allow} names it. */
    EDGE_WITHOUT_KEYS("edge-without-keys"),
    /** The server ended a connection. */
    CONNECTION_ENDED("connection-ended"),
    /** A token in use is gone; its keys fail. */
    TOKEN_LOST("token-lost"),
    /** A token that was lost is open again. */
    TOKEN_RETURNED("token-returned"),
    /** An internal error. */
    FAILED("failed"),
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
