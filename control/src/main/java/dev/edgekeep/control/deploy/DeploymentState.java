package dev.edgekeep.control.deploy;

import java.util.Locale;

/** How far a deployment is. */
public enum DeploymentState {
  /** Not all connected nodes have it yet. */
  PENDING,
  /** All connected nodes have it, or one after it. */
  DEPLOYED,
  /** A node refused it. */
  REJECTED;

  /** As the API spells it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
