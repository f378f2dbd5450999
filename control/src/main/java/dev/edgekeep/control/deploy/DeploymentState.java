package dev.edgekeep.control.deploy;

import java.util.Locale;

/** The state of a deployment. */
public enum DeploymentState {
  /** Not all connected nodes have it yet. */
  PENDING,
  /** All connected nodes have it, or one after it. */
  DEPLOYED,
  /** A node refused it. */
  REJECTED;

  /** The spelling of the API. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
