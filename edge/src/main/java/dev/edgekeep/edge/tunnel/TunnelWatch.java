package dev.edgekeep.edge.tunnel;

/** Decides whether a tunnel may stay open, and records its end. Event loop only. */
public interface TunnelWatch {
  /**
   * Returns whether the client is still admitted by the current hosts and revocations (invariant
   * 1). Cheap: it is called after every snapshot and every second. If not, the tunnel ends; the
   * reason has been recorded.
   */
  boolean mayGoOn();

  /**
   * The tunnel is over. Called once.
   *
   * @param fromClient bytes that the client sent
   * @param fromOrigin bytes that the origin sent
   */
  void ended(TunnelEnding how, long fromClient, long fromOrigin);
}
