package dev.edgekeep.cli.node;

import dev.edgekeep.fleet.message.NodeEvents;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The batches that no message server has stored yet. One thread at a time; does not block. */
final class UnsentEvents {
  private final EventQueue queue;
  private final Deque<NodeEvents> batches = new ArrayDeque<>();

  UnsentEvents(EventQueue queue) {
    this.queue = queue;
  }

  /** The batch to send, the same until it is sent or divided; null: there is none. */
  @Nullable NodeEvents next() {
    if (batches.isEmpty()) {
      NodeEvents taken = queue.take();
      if (taken != null) {
        batches.add(taken);
      }
    }
    return batches.peekFirst();
  }

  /** The batch of {@link #next} is stored. */
  void sent() {
    batches.removeFirst();
  }

  /** The batch is too large, and is sent in halves; an event that is too large alone is dropped. */
  void divide() {
    NodeEvents batch = batches.removeFirst();
    List<NodeEvents.Event> events = batch.events();
    if (events.size() == 1) {
      queue.lost(1 + batch.dropped());
      return;
    }
    int half = events.size() / 2;
    batches.addFirst(new NodeEvents(events.subList(half, events.size()), 0));
    batches.addFirst(new NodeEvents(events.subList(0, half), batch.dropped()));
  }
}
