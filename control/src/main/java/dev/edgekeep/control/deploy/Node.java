package dev.edgekeep.control.deploy;

import dev.edgekeep.snapshot.Snapshot;
import java.util.Map;

/** An edge node that is connected. */
public interface Node {
  String name();

  /**
   * Puts a snapshot in force. Called by one thread; blocks until it is in force.
   *
   * @throws NodeRefusedException when it cannot; what was in force stays
   */
  void apply(long version, Snapshot snapshot) throws NodeRefusedException;

  /**
   * How many requests each rule was true of here, by its name in the snapshot, for as long as the
   * rule and its hosts are there. Any thread; does not block.
   */
  Map<String, Long> ruleMatches();
}
