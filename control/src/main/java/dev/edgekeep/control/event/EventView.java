package dev.edgekeep.control.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event as the API shows it. */
record EventView(
    String id,
    Instant time,
    String node,
    String kind,
    @Nullable String host,
    @Nullable String verdict,
    String detail,
    @Nullable String serial,
    @Nullable String issuer,
    @Nullable String subject,
    @Nullable String clientAddress,
    @Nullable String requestId,
    @Nullable String rule) {
  static EventView of(long id, Event event) {
    return new EventView(
        Long.toString(id),
        event.time(),
        event.node(),
        event.kind(),
        event.host(),
        event.verdict(),
        event.detail(),
        event.serial(),
        event.issuer(),
        event.subject(),
        event.clientAddress(),
        event.requestId(),
        event.rule());
  }
}
