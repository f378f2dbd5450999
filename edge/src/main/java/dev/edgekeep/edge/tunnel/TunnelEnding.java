package dev.edgekeep.edge.tunnel;

/** The reason for the end of a tunnel. */
public enum TunnelEnding {
  /** One end or both closed cleanly. */
  COMPLETE("complete"),
  /** The client's end broke. */
  CLIENT_ABORTED("client-aborted"),
  /** The origin's end broke. */
  ORIGIN_FAILED("origin-failed"),
  /** No bytes were sent for too long. */
  IDLE("idle"),
  /** Its client is no longer admitted. */
  REFUSED("refused"),
  /** The node stops. */
  STOPPED("edge");

  private final String label;

  TunnelEnding(String label) {
    this.label = label;
  }

  /** Its spelling in the access log. */
  public String label() {
    return label;
  }
}
