package dev.edgekeep.fleet.message;

import dev.edgekeep.snapshot.wire.FieldWriter;
import dev.edgekeep.snapshot.wire.Fields;
import dev.edgekeep.snapshot.wire.PartId;
import dev.edgekeep.snapshot.wire.WireException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events of a node, oldest first. Immutable.
 *
 * @param dropped events that the node dropped since the batch before
 */
public record NodeEvents(List<Event> events, long dropped) {
  /** The most events of a batch. */
  public static final int MAX_EVENTS = 500;

  private static final PartId PART = new PartId("events", "");

  public NodeEvents {
    events = List.copyOf(events);
    if (events.size() > MAX_EVENTS) {
      throw new IllegalArgumentException(
          "a batch has up to %d events, and not %d".formatted(MAX_EVENTS, events.size()));
    }
  }

  /**
   * An incident at a node. The parts that are null are those that it does not have.
   *
   * @param kind as {@code handshake-refused}
   * @param host the host that it concerns, or the name that a client asked for
   * @param verdict about the client, where that is the reason
   * @param detail a sentence that a person can act on
   * @param rule the name of the rule that acted
   */
  public record Event(
      Instant time,
      String kind,
      String detail,
      @Nullable String host,
      @Nullable String verdict,
      Client client,
      @Nullable String requestId,
      @Nullable String rule) {}

  /**
   * The client of an event.
   *
   * @param address without port
   * @param fingerprint SHA-256 in hexadecimal
   */
  public record Client(
      @Nullable String serial,
      @Nullable String issuer,
      @Nullable String subject,
      @Nullable String address,
      @Nullable String fingerprint) {
    public static final Client UNKNOWN = new Client(null, null, null, null, null);
  }

  public byte[] bytes() {
    return FieldWriter.body(
        out -> out.objects("events", events, NodeEvents::event).number("dropped", dropped));
  }

  private static void event(FieldWriter out, Event event) {
    out.number("time", event.time().toEpochMilli())
        .text("kind", event.kind())
        .text("detail", event.detail())
        .text("host", event.host())
        .text("verdict", event.verdict())
        .text("serial", event.client().serial())
        .text("issuer", event.client().issuer())
        .text("subject", event.client().subject())
        .text("clientAddress", event.client().address())
        .text("fingerprint", event.client().fingerprint())
        .text("requestId", event.requestId())
        .text("rule", event.rule());
  }

  /**
   * @throws WireException when the bytes are no events
   */
  public static NodeEvents read(byte[] bytes) throws WireException {
    return Fields.read(
        PART,
        bytes,
        in -> new NodeEvents(in.objects("events", NodeEvents::event), in.number("dropped")));
  }

  private static Event event(Fields in) throws WireException {
    return new Event(
        Times.milli(in, "time"),
        in.text("kind"),
        in.text("detail"),
        in.textOrNull("host"),
        in.textOrNull("verdict"),
        new Client(
            in.textOrNull("serial"),
            in.textOrNull("issuer"),
            in.textOrNull("subject"),
            in.textOrNull("clientAddress"),
            in.textOrNull("fingerprint")),
        in.textOrNull("requestId"),
        in.textOrNull("rule"));
  }
}
