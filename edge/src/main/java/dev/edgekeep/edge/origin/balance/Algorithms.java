package dev.edgekeep.edge.origin.balance;

import dev.edgekeep.snapshot.Origin;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;

/** The algorithms that a configuration can name. */
public final class Algorithms {
  private static final int DISTANCE_BITS = 24;

  private Algorithms() {}

  /** A new one, for one origin on one event loop. */
  public static Algorithm of(Origin.LoadBalancing name) {
    return switch (name) {
      case ROUND_ROBIN -> new RoundRobin();
      case RANDOM -> new RandomServer();
      case LEAST_REQUESTS -> new LeastRequests();
      case HASH -> new ClientHash();
    };
  }

  /** Servers in turn. Event loops begin at different ones. */
  private static class RoundRobin implements Algorithm {
    private int turn = ThreadLocalRandom.current().nextInt(1 << DISTANCE_BITS);

    @Override
    public int first(int servers) {
      turn = (turn + 1) % servers;
      return turn;
    }

    @Override
    public long cost(int index, int distance, Candidate server, InetSocketAddress client) {
      return distance;
    }
  }

  private static final class RandomServer implements Algorithm {
    @Override
    public int first(int servers) {
      return ThreadLocalRandom.current().nextInt(servers);
    }

    @Override
    public long cost(int index, int distance, Candidate server, InetSocketAddress client) {
      return distance;
    }
  }

  /** The server with the fewest requests; of several, in turn. */
  private static final class LeastRequests extends RoundRobin {
    @Override
    public long cost(int index, int distance, Candidate server, InetSocketAddress client) {
      return ((long) server.requests() << DISTANCE_BITS) + distance;
    }
  }

  /**
   * Rendezvous hashing of the client's address: a server that is not there moves only its own
   * clients.
   */
  private static final class ClientHash implements Algorithm {
    @Override
    public int first(int servers) {
      return 0;
    }

    @Override
    public long cost(int index, int distance, Candidate server, InetSocketAddress client) {
      long address = client.getAddress().hashCode();
      long mixed = (address * 0x9E3779B97F4A7C15L) ^ ((index + 1) * 0xC2B2AE3D27D4EB4FL);
      mixed = (mixed ^ (mixed >>> 31)) * 0xBF58476D1CE4E5B9L;
      return (mixed ^ (mixed >>> 29)) >>> 2;
    }
  }
}
