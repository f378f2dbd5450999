package dev.edgekeep.edge.origin;

import dev.edgekeep.snapshot.Origin;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The state that all event loops share, of each origin. Any thread. */
final class SharedOrigins {
  private final ServerReports reports;
  private final Map<String, SharedOrigin> byName = new ConcurrentHashMap<>();

  SharedOrigins(ServerReports reports) {
    this.reports = reports;
  }

  /**
   * The state of an origin. An origin that a later snapshot has changed has a state apart, for the
   * requests that still use it.
   */
  SharedOrigin of(Origin origin) {
    SharedOrigin known =
        byName.computeIfAbsent(origin.name(), name -> SharedOrigin.of(origin, reports));
    return isSame(known.origin(), origin) ? known : SharedOrigin.of(origin, reports);
  }

  // Nearly always the same object; comparing all certificates costs more.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Origin one, Origin other) {
    return one == other || one.equals(other);
  }

  /** The origin of this name as it is known; null before its first request. */
  @Nullable SharedOrigin find(String name) {
    return byName.get(name);
  }

  Collection<SharedOrigin> all() {
    return byName.values();
  }

  /** Forgets origins that are not in force any more, and takes over the settings of the others. */
  void retain(Map<String, Origin> inForce) {
    byName.keySet().retainAll(inForce.keySet());
    byName.replaceAll((name, known) -> {
      Origin next = inForce.get(name);
      return next == null || isSame(known.origin(), next)
          ? known
          : SharedOrigin.next(next, known, reports);
    });
  }
}
