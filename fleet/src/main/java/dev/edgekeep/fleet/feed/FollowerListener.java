package dev.edgekeep.fleet.feed;

import dev.edgekeep.fleet.message.NodeDirective;
import dev.edgekeep.fleet.message.Revocations;
import dev.edgekeep.fleet.message.TicketKeys;
import dev.edgekeep.fleet.seal.GroupKey;

/**
 * Receives what is published for a group. All methods but {@link #revoked} and {@link #connection}
 * are called on one thread, which may block: nothing is lost meanwhile. What is passed was checked:
 * it is authentic, for this group, and newer than what was passed before.
 */
public interface FollowerListener {
  /**
   * A version. Versions rise; some may be left out.
   *
   * @return false: it could not be decoded or applied, and is not the base of the next one. The
   *     follower then needs a newer full snapshot. A version that was decoded and is refused for
   *     what it contains should be kept as the base: return true
   */
  boolean version(ReceivedUpdate update);

  /**
   * Revocations ahead of a version, which may be in force already. The same ones may come again.
   * Called on a thread of its own too, at the same time as other methods; must not wait for them.
   */
  default void revoked(Revocations revocations) {}

  default void tickets(TicketKeys keys) {}

  default void directive(NodeDirective directive) {}

  /** A group key, which opens messages already. It should be stored. */
  default void groupKey(GroupKey key) {}

  /** The connection is there or lost. Any thread; must not block. */
  default void connection(boolean connected, String reason) {}

  /** The position was compared with what is published, and is the newest that can be read. */
  default void caughtUp() {}

  /** A message was refused: it is forged, damaged, replayed, or of another version. */
  default void refused(String reason) {}
}
