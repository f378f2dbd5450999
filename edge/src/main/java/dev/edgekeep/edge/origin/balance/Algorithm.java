package dev.edgekeep.edge.origin.balance;

import java.util.List;

/** A way to choose a server, one object for each origin and event loop. Event loop only. */
public interface Algorithm {
  /**
   * Chooses a server.
   *
   * @param weights the current weight of each server by its place; 0 for one that may not be
   *     chosen. At least one is above 0; the sum of all is below 2³¹
   * @param request the request that it is chosen for
   * @return the place of a server with a weight above 0
   */
  int choose(int[] weights, List<? extends Candidate> servers, RequestKey request);

  /** Returns whether a server that is busy is chosen only when all healthy ones are. */
  default boolean avoidsBusy() {
    return true;
  }
}
