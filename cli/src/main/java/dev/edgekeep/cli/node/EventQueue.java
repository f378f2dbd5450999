package dev.edgekeep.cli.node;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.fleet.message.NodeEvents;
import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Events on their way to the control plane. A flood does not grow: beyond half of the places, of
 * what clients cause only one in ten is kept, and nothing beyond all of them; the rest is counted.
 * Any thread; {@link #record} does not block.
 */
final class EventQueue implements EventLog {
  private static final int PLACES = 2_000;
  private static final int ONE_IN = 10;
  private static final int MAX_TEXT = 500;

  private final BlockingQueue<NodeEvents.Event> events = new ArrayBlockingQueue<>(PLACES);
  private final AtomicLong seen = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  @Override
  public void record(EdgeEvent event) {
    if (event.kind() == EdgeEvent.Kind.SNAPSHOT_APPLIED) {
      return; // the status says it, and with very many nodes each change would be as many events
    }
    boolean full = events.remainingCapacity() < PLACES / 2;
    if (full && isCausedByClients(event) && seen.incrementAndGet() % ONE_IN != 0) {
      dropped.incrementAndGet();
    } else if (!events.offer(event(event))) {
      dropped.incrementAndGet();
    }
  }

  private static boolean isCausedByClients(EdgeEvent event) {
    return event.clientAddress() != null;
  }

  private static NodeEvents.Event event(EdgeEvent event) {
    return new NodeEvents.Event(
        event.time(),
        event.kind().label(),
        shortened(event.detail()),
        shortenedOrNull(event.host()),
        event.verdict() == null ? null : event.verdict().label(),
        new NodeEvents.Client(
            event.serial(),
            shortenedOrNull(event.issuer()),
            shortenedOrNull(event.subject()),
            address(event),
            event.fingerprint()),
        event.requestId(),
        event.rule());
  }

  /** Clients choose the names in their certificates. */
  private static @Nullable String shortenedOrNull(@Nullable String text) {
    return text == null ? null : shortened(text);
  }

  private static String shortened(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }

  private static @Nullable String address(EdgeEvent event) {
    return event.clientAddress() == null
        ? null
        : NetUtil.toAddressString(event.clientAddress().getAddress());
  }

  /** Counts events that could not be sent. */
  void lost(long count) {
    dropped.addAndGet(count);
  }

  /** Takes what is there, of a batch; null: nothing. */
  @Nullable NodeEvents take() {
    List<NodeEvents.Event> batch = new ArrayList<>();
    events.drainTo(batch, NodeEvents.MAX_EVENTS);
    long lost = batch.isEmpty() ? 0 : dropped.getAndSet(0);
    return batch.isEmpty() ? null : new NodeEvents(batch, lost);
  }
}
