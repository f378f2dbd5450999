package dev.edgekeep.edge.tls;

import dev.edgekeep.tls.SessionKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The keys that seal sessions at the moment. Keys that all nodes of a group have seal from their
 * time on, and open sessions before and after; without any, or when they are too old, the node adds
 * a key of its own every hour. Any thread; does not block.
 */
public final class SessionKeySchedule {
  /** The time for which a key of this node seals. */
  public static final Duration OWN_KEY_LIFE = Duration.ofHours(1);

  /** The time for which the newest key of the group seals when no other comes. */
  public static final Duration GROUP_KEY_LIFE = Duration.ofHours(24);

  private static final Comparator<SessionKey> NEWEST_FIRST =
      Comparator.comparing(SessionKey::sealFrom).reversed();

  private final TlsContexts contexts;
  private final InstantSource clock;
  private List<SessionKey> group = List.of();
  private List<SessionKey> used = List.of();
  private Instant ownSince;

  public SessionKeySchedule(TlsContexts contexts, InstantSource clock) {
    this.contexts = contexts;
    this.clock = clock;
    this.ownSince = clock.instant();
  }

  /**
   * Replaces the keys of the group, for connections from now on.
   *
   * @param keys in any order; none: the node uses keys of its own
   */
  public synchronized void use(List<SessionKey> keys) {
    group = keys.stream().sorted(NEWEST_FIRST).toList();
    refresh();
  }

  /** Chooses the key that seals now; to be called every minute. */
  public synchronized void refresh() {
    Instant now = clock.instant();
    if (!group.isEmpty() && now.isBefore(group.getFirst().sealFrom().plus(GROUP_KEY_LIFE))) {
      List<SessionKey> wanted = sealingFirst(now);
      if (!wanted.equals(used)) {
        contexts.useSessionKeys(wanted);
        used = wanted;
      }
    } else if (!used.isEmpty() || isOver(ownSince, now)) {
      contexts.rotateSessionKeys();
      used = List.of();
      ownSince = now;
    }
  }

  /** A clock that was set back does not keep a key for longer. */
  private static boolean isOver(Instant since, Instant now) {
    return Duration.between(since, now).abs().compareTo(OWN_KEY_LIFE) >= 0;
  }

  /** A node whose clock is far behind seals with the oldest, which all others still open. */
  private List<SessionKey> sealingFirst(Instant now) {
    SessionKey sealing =
        group.stream()
            .filter(key -> !key.sealFrom().isAfter(now))
            .findFirst()
            .orElse(group.getLast());
    List<SessionKey> ordered = new ArrayList<>(group);
    ordered.remove(sealing);
    ordered.addFirst(sealing);
    return ordered;
  }
}
