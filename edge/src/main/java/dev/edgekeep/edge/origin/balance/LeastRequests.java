package dev.edgekeep.edge.origin.balance;

import java.util.List;

/**
 * The server with the fewest requests under way, relative to its weight; of several, in turn. Event
 * loop only.
 */
final class LeastRequests implements Algorithm {
  private final RoundRobin turns = new RoundRobin();
  private int[] least = {};

  @Override
  public int choose(int[] weights, List<? extends Candidate> servers, RequestKey request) {
    if (least.length != weights.length) {
      least = new int[weights.length];
    }
    int best = -1;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0 && (best < 0 || compare(i, best, weights, servers) < 0)) {
        best = i;
      }
    }
    for (int i = 0; i < weights.length; i++) {
      boolean isLeast = weights[i] > 0 && compare(i, best, weights, servers) == 0;
      least[i] = isLeast ? weights[i] : 0;
    }
    return turns.choose(least);
  }

  /** Compares the loads of two servers: requests for each unit of weight. */
  static int compare(int one, int other, int[] weights, List<? extends Candidate> servers) {
    return Long.compare(
        (long) servers.get(one).requests() * weights[other],
        (long) servers.get(other).requests() * weights[one]);
  }
}
