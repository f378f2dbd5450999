package dev.edgekeep.edge.origin.balance;

import dev.edgekeep.snapshot.Balancing;
import java.util.SplittableRandom;

/** The algorithms that a configuration can name. */
public final class Algorithms {
  private Algorithms() {}

  /** A new one, for one origin on one event loop. */
  public static Algorithm of(Balancing balancing) {
    return switch (balancing.algorithm()) {
      case ROUND_ROBIN -> new RoundRobin();
      case LEAST_REQUESTS -> new LeastRequests();
      case RANDOM -> new RandomOfTwo(new SplittableRandom());
      case HASH -> new RendezvousHash(balancing.hashBy());
    };
  }
}
