package dev.edgekeep.edge.admin;

/**
 * The readiness of a node for a load balancer.
 *
 * @param reason of the state, in a few words
 */
public record Readiness(State state, String reason) {
  public static final Readiness STARTING =
      new Readiness(State.STARTING, "no snapshot is in force, or the listeners are not yet bound");
  public static final Readiness WAITING_FOR_KEY_SERVERS =
      new Readiness(State.STARTING, "the listeners are bound; a key server has not answered yet");
  public static final Readiness READY =
      new Readiness(State.READY, "the listeners are bound and a snapshot is in force");
  public static final Readiness WAITING_FOR_FEED =
      new Readiness(State.STARTING, "no snapshot has come from the control plane yet");
  public static final Readiness DRAINED =
      new Readiness(
          State.DRAINING, "the control plane has told the node to drain: it takes no more clients");
  public static final Readiness DRAINING =
      new Readiness(State.DRAINING, "shutting down: no new connections, open ones are finished");

  /** The states of a node. */
  public enum State {
    STARTING("starting"),
    READY("ready"),
    /** Serves, and may not have the newest snapshot; told only to those who ask strictly. */
    STALE("stale"),
    DRAINING("draining");

    private final String label;

    State(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public boolean isReady() {
    return state == State.READY;
  }
}
