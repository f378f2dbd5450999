package dev.edgekeep.fleet.message;

import java.util.Locale;

/** The kind of a message, which is part of its subject and of what is signed. */
public enum MessageKind {
  /** One version of a group's snapshot. */
  DELTA,
  /** Revocations that are ahead of the versions. */
  REVOKED,
  /** Reference to the newest full snapshot of a group. */
  FULL,
  /** Session ticket keys of a group. */
  TICKETS,
  /** The group key, sealed for one node. */
  KEY,
  /** A directive for one node. */
  NODE,
  /** A node's status. */
  STATUS,
  /** A node's counters and the health of its origins. */
  REPORT,
  /** Events of a node. */
  EVENTS,
  /** A node's request for another certificate. */
  RENEW,
  /** The answer to {@link #RENEW}. */
  RENEWED;

  /** The largest payload, opened. A node must not fill the memory of a control plane. */
  public int maxOpened() {
    return switch (this) {
      case STATUS, REPORT, EVENTS, RENEW -> 4 << 20;
      default -> 64 << 20;
    };
  }

  /** The name in subjects and messages. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
