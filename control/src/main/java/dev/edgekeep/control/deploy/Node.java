package dev.edgekeep.control.deploy;

import dev.edgekeep.snapshot.Snapshot;

/** An edge node that is connected. */
public interface Node {
  String name();

  /**
   * Puts a snapshot in force. Called by one thread; blocks until it is in force.
   *
   * @throws NodeRefusedException when it cannot; what was in force stays
   */
  void apply(long version, Snapshot snapshot) throws NodeRefusedException;
}
