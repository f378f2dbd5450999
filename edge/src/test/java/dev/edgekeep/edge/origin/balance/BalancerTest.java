package dev.edgekeep.edge.origin.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.Origin.LoadBalancing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BalancerTest {
  private static final InetSocketAddress CLIENT = client(1);

  /** A server whose state the test sets. */
  private static final class Server implements Candidate {
    int requests;
    boolean isHealthy = true;

    @Override
    public int requests() {
      return requests;
    }

    @Override
    public boolean isHealthy(long now) {
      return isHealthy;
    }
  }

  private final List<Server> servers = List.of(new Server(), new Server(), new Server());

  private Balancer balancer(LoadBalancing name) {
    return new Balancer(Algorithms.of(name), servers);
  }

  private static InetSocketAddress client(int last) {
    return new InetSocketAddress(InetAddress.ofLiteral("192.0.2." + last), 40_000);
  }

  private static BitSet tried(int... numbers) {
    BitSet tried = new BitSet();
    IntStream.of(numbers).forEach(tried::set);
    return tried;
  }

  @Test
  void serversAreChosenInTurn() {
    Balancer balancer = balancer(LoadBalancing.ROUND_ROBIN);
    int first = balancer.choose(CLIENT, null);
    assertThat(balancer.choose(CLIENT, null)).isEqualTo((first + 1) % 3);
    assertThat(balancer.choose(CLIENT, null)).isEqualTo((first + 2) % 3);
    assertThat(balancer.choose(CLIENT, null)).isEqualTo(first);
  }

  @Test
  void theServerWithTheFewestRequestsIsChosen() {
    servers.get(0).requests = 3;
    servers.get(1).requests = 1;
    servers.get(2).requests = 2;
    assertThat(balancer(LoadBalancing.LEAST_REQUESTS).choose(CLIENT, null)).isEqualTo(1);
  }

  @Test
  void aClientStaysWithItsServerForAsLongAsThatIsHealthy() {
    Balancer balancer = balancer(LoadBalancing.HASH);
    for (int i = 0; i < 50; i++) {
      int chosen = balancer.choose(client(i), null);
      assertThat(balancer.choose(client(i), null)).isEqualTo(chosen);
      Server other = servers.get((chosen + 1) % 3);
      other.isHealthy = false;
      assertThat(balancer.choose(client(i), null)).isEqualTo(chosen);
      other.isHealthy = true;
    }
  }

  @Test
  void clientsAreSpreadByTheirAddress() {
    Balancer balancer = balancer(LoadBalancing.HASH);
    assertThat(IntStream.range(0, 50).map(i -> balancer.choose(client(i), null)).distinct())
        .hasSize(3);
  }

  @ParameterizedTest
  @EnumSource
  void anUnhealthyServerIsTriedLast(LoadBalancing name) {
    servers.get(1).isHealthy = false;
    Balancer balancer = balancer(name);
    for (int i = 0; i < 20; i++) {
      assertThat(balancer.choose(client(i), null)).isNotEqualTo(1);
      assertThat(balancer.choose(client(i), tried(0, 2))).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void noServerIsChosenTwiceForARequest(LoadBalancing name) {
    assertThat(balancer(name).choose(CLIENT, tried(0, 1, 2))).isEqualTo(-1);
    assertThat(balancer(name).choose(CLIENT, tried(0, 1))).isEqualTo(2);
  }

  /** Another algorithm is one more class: here servers with weights. */
  private static final class Weighted implements Algorithm {
    private final int[] weights;

    Weighted(int... weights) {
      this.weights = weights;
    }

    @Override
    public int first(int servers) {
      return 0;
    }

    @Override
    public long cost(
        int index, int distance, Candidate server, @Nullable InetSocketAddress client) {
      return 1_000_000L * (server.requests() + 1) / weights[index];
    }
  }

  @Test
  void anotherAlgorithmDecidesByItsOwnCost() {
    Balancer balancer = new Balancer(new Weighted(1, 4, 1), servers);
    for (int i = 0; i < 60; i++) {
      servers.get(balancer.choose(CLIENT, null)).requests++;
    }
    assertThat(servers.stream().map(Server::requests)).containsExactly(10, 40, 10);
  }
}
