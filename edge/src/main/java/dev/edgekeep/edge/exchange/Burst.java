package dev.edgekeep.edge.exchange;

/** Takes bytes of a client's that come in bursts. Event loop only. */
interface Burst {
  /** All that came in at once has been told: it is sent on. */
  void burstEnd();
}
