package dev.edgekeep.edge.tunnel;

/** Who opened a tunnel, and answers for it. Event loop only. */
public interface TunnelWatch {
  /**
   * Whether its client is still let in, by what counts now (invariant 1). Cheap; asked after every
   * snapshot, and every second. If not, the tunnel ends, and the reason has been recorded.
   */
  boolean mayGoOn();

  /**
   * The tunnel is over. Called once.
   *
   * @param fromClient bytes that came from the client
   * @param fromOrigin bytes that came from the origin
   */
  void ended(TunnelEnding how, long fromClient, long fromOrigin);
}
