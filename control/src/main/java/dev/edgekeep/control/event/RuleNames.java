package dev.edgekeep.control.event;

import dev.edgekeep.control.access.Caller;

/** Knows what events call a rule. Blocks; any thread. */
@FunctionalInterface
public interface RuleNames {
  /**
   * The name that events have of a rule of the caller's account.
   *
   * @param rule its id; anything else is taken to be a name and comes back as it is
   */
  String named(Caller caller, String rule);
}
