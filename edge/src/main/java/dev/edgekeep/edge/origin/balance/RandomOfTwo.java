package dev.edgekeep.edge.origin.balance;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Two servers at random, by weight; of these the one with fewer requests. Nearly as even as the
 * fewest of all, without every event loop choosing the same server at once. Event loop only.
 */
final class RandomOfTwo implements Algorithm {
  private final RandomGenerator random;

  RandomOfTwo(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public int choose(int[] weights, List<? extends Candidate> servers, RequestKey request) {
    int one = pick(weights, -1);
    int other = pick(weights, one);
    return other >= 0 && LeastRequests.compare(one, other, weights, servers) > 0 ? other : one;
  }

  /** A server at random but {@code except}; -1 when there is no other. */
  private int pick(int[] weights, int except) {
    int sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += i == except ? 0 : weights[i];
    }
    int left = sum == 0 ? -1 : random.nextInt(sum);
    for (int i = 0; i < weights.length && left >= 0; i++) {
      if (i != except) {
        left -= weights[i];
        if (left < 0) {
          return i;
        }
      }
    }
    return -1;
  }
}
