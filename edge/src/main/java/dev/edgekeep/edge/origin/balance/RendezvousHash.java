package dev.edgekeep.edge.origin.balance;

import dev.edgekeep.snapshot.HashBy;
import java.util.List;

/**
 * Weighted rendezvous hashing: each pair of key and server has a random number, and the best pair
 * wins. A server that comes takes keys from all others by its weight, and one that goes leaves its
 * keys to all others; no other key moves. Event loop only.
 */
final class RendezvousHash implements Algorithm {
  private static final double UNIT = 0x1p-53;

  private final HashedKey key;

  RendezvousHash(HashBy hashBy) {
    this.key = HashedKey.of(hashBy);
  }

  @Override
  public int choose(int[] weights, List<? extends Candidate> servers, RequestKey request) {
    long hash = key.hash(request);
    int best = -1;
    double bestCost = Double.MAX_VALUE;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        double cost = cost(hash, servers.get(i));
        if (best < 0 || cost < bestCost) {
          best = i;
          bestCost = cost;
        }
      }
    }
    return best;
  }

  /** A key stays with its server, and waits for it. */
  @Override
  public boolean avoidsBusy() {
    return false;
  }

  /**
   * A number that is exponentially distributed with the weight as its rate: the probability that a
   * server has the smallest is its part of all weights. A server that starts has its whole weight,
   * for keys would move twice.
   */
  private static double cost(long key, Candidate server) {
    long mixed = Hashes.mix(key ^ Hashes.mix(Hashes.of(server.name())));
    double uniform = ((mixed >>> 11) + 1) * UNIT;
    return -Math.log(uniform) / server.weight();
  }
}
