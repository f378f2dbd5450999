package dev.edgekeep.edge.origin.balance;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Servers in turn, each as often as its weight says, spread evenly: each choice raises the credit
 * of every server by its weight; the highest is chosen, and pays the sum of all weights. Event
 * loops begin at different servers. Event loop only.
 */
final class RoundRobin implements Algorithm {
  private long[] credits = {};

  @Override
  public int choose(int[] weights, List<? extends Candidate> servers, RequestKey request) {
    return choose(weights);
  }

  int choose(int[] weights) {
    if (credits.length != weights.length) {
      begin(weights);
    }
    long sum = 0;
    int best = -1;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        sum += weights[i];
        credits[i] += weights[i];
        if (best < 0 || credits[i] > credits[best]) {
          best = i;
        }
      }
    }
    credits[best] -= sum;
    return best;
  }

  private void begin(int[] weights) {
    credits = new long[weights.length];
    int skipped = ThreadLocalRandom.current().nextInt(weights.length);
    for (int i = 0; i < skipped; i++) {
      choose(weights);
    }
  }
}
