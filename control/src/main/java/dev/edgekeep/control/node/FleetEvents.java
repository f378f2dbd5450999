package dev.edgekeep.control.node;

import dev.edgekeep.control.event.Event;
import dev.edgekeep.control.event.Events;
import dev.edgekeep.fleet.message.NodeEvents;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Stores the events of nodes, each batch once. Blocks; any thread. */
final class FleetEvents {
  private static final int MAX_DETAIL = 2_000;

  private final Events events;
  private final InstantSource clock;

  FleetEvents(Events events, InstantSource clock) {
    this.events = events;
    this.clock = clock;
  }

  /**
   * Stores a batch, unless it is stored.
   *
   * @throws dev.edgekeep.control.store.StoreException when it is not: it must come again
   */
  void store(NodeRecord from, long number, NodeEvents batch) {
    String node = from.name();
    List<Event> stored = new ArrayList<>(batch.events().size() + 1);
    batch.events().forEach(event -> stored.add(event(node, event)));
    if (batch.dropped() > 0) {
      String detail =
          "%,d events came faster than node %s could send them".formatted(batch.dropped(), node);
      stored.add(Event.of(clock.instant(), node, "events-dropped", detail).build());
    }
    events.storeOnce(from.id(), number, stored);
  }

  /** The host decides whose event it is: a node names no account. */
  private static Event event(String node, NodeEvents.Event event) {
    NodeEvents.Client client = event.client();
    return Event.of(event.time(), node, event.kind(), shortened(event.detail()))
        .host(event.host())
        .verdict(event.verdict())
        .client(client.serial(), client.issuer(), client.subject())
        .fingerprint(client.fingerprint())
        .clientAddress(client.address())
        .requestId(event.requestId())
        .rule(event.rule())
        .build();
  }

  private static String shortened(String detail) {
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…";
  }
}
