package dev.edgekeep.edge.keyserver;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which address is asked: of those that do what they are asked, the one with the least under way,
 * where one that takes longer counts as busier. Event loop only.
 */
final class Choice {
  /** Differences in latency up to this factor, and this much, do not count. */
  private static final int SAME_FACTOR = 2;

  private static final long SAME_NANOS = 1_000_000;

  /** An address that has not done this operation already comes after all others. */
  private static final int IN_VAIN = 2;

  private Choice() {}

  /** The best that has room and may be asked; null when there is none. */
  static @Nullable Link best(
      List<Link> links, Operation operation, long now, RandomGenerator random) {
    long fastest = fastest(links, now);
    int count = links.size();
    int start = count == 1 ? 0 : random.nextInt(count);
    Link best = null;
    int bestRank = 0;
    double bestLoad = 0;
    for (int i = 0; i < count; i++) {
      Link link = links.get((start + i) % count);
      KeyConnection connection = link.connection();
      if (connection == null
          || !connection.hasRoom(operation.request().key(), now)
          || !operation.mayAsk(link)) {
        continue;
      }
      int rank = rank(link.health(), connection.hasAnswered(), now, random);
      if (operation.wasAskedInVain(link)) {
        rank += IN_VAIN;
      }
      double load = load(connection.waitedFor(), link.latency().mean(now), fastest);
      if (best == null || rank < bestRank || (rank == bestRank && load < bestLoad)) {
        best = link;
        bestRank = rank;
        bestLoad = load;
      }
    }
    return best;
  }

  private static long fastest(List<Link> links, long now) {
    long fastest = Long.MAX_VALUE;
    for (Link link : links) {
      long mean = link.latency().mean(now);
      if (link.connection() != null && mean > 0) {
        fastest = Math.min(fastest, mean);
      }
    }
    return fastest;
  }

  /** 0 or 1, the better first. One that came back a moment ago is better now and then only. */
  static int rank(Health health, boolean hasAnswered, long now, RandomGenerator random) {
    if (!hasAnswered || health.isFailing(now)) {
      return 1;
    }
    double share = health.share(now);
    return share < 1 && random.nextDouble() >= share ? 1 : 0;
  }

  /** What is under way and would be; the lower the better. */
  static double load(int waitedFor, long mean, long fastest) {
    boolean isSlow = mean > SAME_NANOS + fastest && mean / SAME_FACTOR > fastest;
    return (waitedFor + 1) * (isSlow ? (double) mean / fastest : 1);
  }
}
