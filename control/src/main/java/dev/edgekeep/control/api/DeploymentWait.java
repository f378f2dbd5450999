package dev.edgekeep.control.api;

import java.time.Duration;

/** Waits for a deployment. */
@FunctionalInterface
public interface DeploymentWait {
  /**
   * Blocks until every connected node has the version or one later, or refused it.
   *
   * @return {@code deployed}, {@code rejected}, or {@code pending} when the time has passed
   */
  String await(long version, Duration atMost);
}
