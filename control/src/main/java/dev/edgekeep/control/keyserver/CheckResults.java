package dev.edgekeep.control.keyserver;

import dev.edgekeep.control.event.Event;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The results of the last checks of key servers, in memory; a change of health is an event. Any
 * thread; never blocks.
 */
final class CheckResults {
  private final Consumer<Event> events;
  private final Map<String, Result> last = new ConcurrentHashMap<>();
  private final AtomicLong begun = new AtomicLong();

  /**
   * The result for one revision of a key server.
   *
   * @param order of the beginnings of checks
   */
  private record Result(long revision, long order, Checked checked) {}

  CheckResults(Consumer<Event> events) {
    this.events = events;
  }

  /** The result of the last check; null when the current revision was not checked yet. */
  @Nullable Checked last(KeyServerRecord keyServer) {
    Result known = last.get(keyServer.id());
    return known != null && known.revision() == keyServer.revision() ? known.checked() : null;
  }

  /** A check begins. Returns its place in the order of checks, for {@link #add}. */
  long begin() {
    return begun.incrementAndGet();
  }

  /**
   * Keeps the result, unless that of a later check is known, and records an event if it is news.
   */
  synchronized void add(KeyServerRecord keyServer, long order, Checked checked) {
    Result before = last.get(keyServer.id());
    if (before != null && before.order() > order) {
      return;
    }
    last.put(keyServer.id(), new Result(keyServer.revision(), order, checked));
    Health known = before == null ? Health.UNKNOWN : before.checked().health();
    boolean isHealthyAtFirst = known == Health.UNKNOWN && checked.health() == Health.HEALTHY;
    if (known != checked.health() && !isHealthyAtFirst) {
      events.accept(event(keyServer, checked));
    }
  }

  private static Event event(KeyServerRecord keyServer, Checked checked) {
    String reason =
        checked.problems().isEmpty() ? "it does its part again" : checked.problems().getFirst();
    int more = checked.problems().size() - 1;
    return Event.ofAccount(
        keyServer.accountId(),
        checked.at(),
        "key-server-" + checked.health().label(),
        "key server %s: %s%s"
            .formatted(keyServer.name(), reason, more > 0 ? " (and %d more)".formatted(more) : ""));
  }

  /** Forgets the results of all other key servers. */
  void retain(List<KeyServerRecord> all) {
    last.keySet().retainAll(all.stream().map(KeyServerRecord::id).collect(Collectors.toSet()));
  }
}
