package dev.edgekeep.edge.tunnel;

/** How a tunnel ended. */
public enum TunnelEnding {
  /** One end or both have closed as they should. */
  COMPLETE("complete"),
  /** The client's end broke. */
  CLIENT_ABORTED("client-aborted"),
  /** The origin's end broke. */
  ORIGIN_FAILED("origin-failed"),
  /** Nothing came for too long. */
  IDLE("idle"),
  /** Its client is let in no more. */
  REFUSED("refused"),
  /** The node stops. */
  STOPPED("edge");

  private final String label;

  TunnelEnding(String label) {
    this.label = label;
  }

  /** As the access log has it. */
  public String label() {
    return label;
  }
}
