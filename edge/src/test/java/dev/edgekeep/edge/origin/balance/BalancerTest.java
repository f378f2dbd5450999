package dev.edgekeep.edge.origin.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.snapshot.Balancing;
import dev.edgekeep.snapshot.HashBy;
import dev.edgekeep.snapshot.Origin.LoadBalancing;
import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BalancerTest {
  private static final RequestKey REQUEST = request(1);

  /** A server whose state the test sets. */
  private static final class Server implements Candidate {
    final String name;
    int requests;
    int weight = 1;
    double share = 1;
    boolean isHealthy = true;
    boolean isBackup;
    boolean isBusy;

    Server(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int requests() {
      return requests;
    }

    @Override
    public boolean isHealthy(long now) {
      return isHealthy;
    }

    @Override
    public int weight() {
      return weight;
    }

    @Override
    public double share(long now) {
      return share;
    }

    @Override
    public boolean isBusy() {
      return isBusy;
    }

    @Override
    public boolean isBackup() {
      return isBackup;
    }
  }

  private record Request(InetSocketAddress client, Fields fields) implements RequestKey {}

  private final List<Server> servers =
      new ArrayList<>(List.of(new Server("a:80"), new Server("b:80"), new Server("c:80")));

  private Balancer balancer(LoadBalancing name) {
    return new Balancer(Algorithms.of(Balancing.of(name)), servers);
  }

  private Balancer hashing(String by) {
    Balancing balancing = new Balancing(LoadBalancing.HASH, HashBy.parse(by), Duration.ZERO);
    return new Balancer(Algorithms.of(balancing), servers);
  }

  private static RequestKey request(int last) {
    InetAddress address = InetAddress.ofLiteral("192.0.%d.%d".formatted(last >> 8, last & 255));
    return new Request(new InetSocketAddress(address, 40_000), new Fields());
  }

  private static BitSet tried(int... numbers) {
    BitSet tried = new BitSet();
    IntStream.of(numbers).forEach(tried::set);
    return tried;
  }

  /** The number of requests of {@code total} that each server gets. */
  private int[] shares(Balancer balancer, int total) {
    int[] counts = new int[servers.size()];
    for (int i = 0; i < total; i++) {
      counts[balancer.choose(request(i), null)]++;
    }
    return counts;
  }

  @Test
  void serversAreChosenInTurn() {
    Balancer balancer = balancer(LoadBalancing.ROUND_ROBIN);
    int first = balancer.choose(REQUEST, null);
    int second = balancer.choose(REQUEST, null);
    assertThat(List.of(first, second, balancer.choose(REQUEST, null)))
        .containsExactlyInAnyOrder(0, 1, 2);
    assertThat(balancer.choose(REQUEST, null)).isEqualTo(first);
    assertThat(balancer.choose(REQUEST, null)).isEqualTo(second);
  }

  @Test
  void aHeavierServerIsChosenMoreOftenButNotManyTimesInARow() {
    servers.get(0).weight = 5;
    Balancer balancer = balancer(LoadBalancing.ROUND_ROBIN);
    StringBuilder order = new StringBuilder();
    for (int i = 0; i < 70; i++) {
      order.append(balancer.choose(REQUEST, null));
    }
    assertThat(order.chars().filter(c -> c == '0').count()).isEqualTo(50);
    assertThat(order.chars().filter(c -> c == '1').count()).isEqualTo(10);
    assertThat(order.toString()).doesNotContain("00000");
  }

  @Test
  void theServerWithTheFewestRequestsIsChosen() {
    servers.get(0).requests = 3;
    servers.get(1).requests = 1;
    servers.get(2).requests = 2;
    assertThat(balancer(LoadBalancing.LEAST_REQUESTS).choose(REQUEST, null)).isEqualTo(1);
  }

  @Test
  void requestsUnderWayFollowTheWeights() {
    servers.get(1).weight = 4;
    Balancer balancer = balancer(LoadBalancing.LEAST_REQUESTS);
    for (int i = 0; i < 60; i++) {
      servers.get(balancer.choose(REQUEST, null)).requests++;
    }
    assertThat(servers.stream().map(server -> server.requests)).containsExactly(10, 40, 10);
  }

  @Test
  void ofTwoServersAtRandomTheOneWithFewerRequestsIsChosen() {
    servers.get(2).requests = 100;
    assertThat(shares(balancer(LoadBalancing.RANDOM), 300)[2]).isZero();
    servers.get(2).requests = 0;
    assertThat(shares(balancer(LoadBalancing.RANDOM), 3_000)[2]).isCloseTo(1_000, within(200));
  }

  @ParameterizedTest
  @EnumSource(names = {"ROUND_ROBIN", "HASH"})
  void everyServerHasItsWeight(LoadBalancing name) {
    servers.get(0).weight = 2;
    servers.get(1).weight = 7;
    int[] shares = shares(balancer(name), 10_000);
    assertThat(shares[0]).isCloseTo(2_000, within(200));
    assertThat(shares[1]).isCloseTo(7_000, within(200));
  }

  @Test
  void aServerThatStartsGetsAPartOfItsShare() {
    servers.get(2).share = 0.1;
    assertThat(shares(balancer(LoadBalancing.ROUND_ROBIN), 2_100))
        .containsExactly(1_000, 1_000, 100);
  }

  @Test
  void aClientStaysWithItsServerForAsLongAsThatIsHealthy() {
    Balancer balancer = balancer(LoadBalancing.HASH);
    for (int i = 0; i < 50; i++) {
      int chosen = balancer.choose(request(i), null);
      assertThat(balancer.choose(request(i), null)).isEqualTo(chosen);
      Server other = servers.get((chosen + 1) % 3);
      other.isHealthy = false;
      assertThat(balancer.choose(request(i), null)).isEqualTo(chosen);
      other.isHealthy = true;
    }
  }

  @Test
  void aServerThatComesTakesItsShareAndMovesNoOtherKey() {
    Balancer three = balancer(LoadBalancing.HASH);
    List<String> before =
        IntStream.range(0, 4_000).mapToObj(i -> name(three.choose(request(i), null))).toList();
    servers.addFirst(new Server("new:80"));
    Balancer four = balancer(LoadBalancing.HASH);
    int moved = 0;
    for (int i = 0; i < before.size(); i++) {
      String after = name(four.choose(request(i), null));
      assertThat(after).isIn(before.get(i), "new:80");
      moved += after.equals("new:80") ? 1 : 0;
    }
    assertThat(moved).isCloseTo(1_000, within(150));
  }

  private String name(int index) {
    return servers.get(index).name;
  }

  @Test
  void aHeaderOrACookieDecidesAndTheAddressWithoutIt() {
    for (String by : List.of("header:X-Tenant", "cookie:session")) {
      Balancer balancer = hashing(by);
      int[] counts = new int[3];
      for (int i = 0; i < 300; i++) {
        String value = "t" + i;
        int chosen = balancer.choose(keyed(1, value), null);
        assertThat(balancer.choose(keyed(2, value), null)).as(by).isEqualTo(chosen);
        counts[chosen]++;
        assertThat(balancer.choose(request(i), null))
            .isEqualTo(balancer(LoadBalancing.HASH).choose(request(i), null));
      }
      assertThat(counts).as(by).doesNotContain(0);
    }
  }

  /** A request with a header and a cookie of that value, from some client, among other cookies. */
  private static RequestKey keyed(int client, String value) {
    Fields fields = new Fields();
    fields.add(AsciiString.of("x-TENANT"), value);
    fields.add(FieldName.COOKIE, "a=1; mysession=other");
    fields.add(FieldName.COOKIE, "b=2;  session=" + value + " ; c=3");
    return new Request(request(client).client(), fields);
  }

  @ParameterizedTest
  @EnumSource
  void anUnhealthyServerIsTriedLast(LoadBalancing name) {
    servers.get(1).isHealthy = false;
    Balancer balancer = balancer(name);
    for (int i = 0; i < 20; i++) {
      assertThat(balancer.choose(request(i), null)).isNotEqualTo(1);
      assertThat(balancer.choose(request(i), tried(0, 2))).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBackupIsChosenWhenNoOtherServerIsHealthy(LoadBalancing name) {
    servers.get(1).isBackup = true;
    Balancer balancer = balancer(name);
    for (int i = 0; i < 20; i++) {
      assertThat(balancer.choose(request(i), null)).isNotEqualTo(1);
    }
    servers.get(0).isHealthy = false;
    servers.get(2).isHealthy = false;
    assertThat(balancer.choose(REQUEST, null)).isEqualTo(1);
    assertThat(balancer.choose(REQUEST, tried(1))).isIn(0, 2);
    servers.get(1).isHealthy = false;
    assertThat(balancer.choose(REQUEST, null)).isIn(0, 2);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HASH")
  void aServerWithAFreeConnectionIsChosenBeforeABusyOneButNoBackupIs(LoadBalancing name) {
    servers.get(0).isBusy = true;
    servers.get(1).isBackup = true;
    Balancer balancer = balancer(name);
    for (int i = 0; i < 20; i++) {
      assertThat(balancer.choose(request(i), null)).isEqualTo(2);
    }
    servers.get(2).isBusy = true;
    assertThat(balancer.choose(REQUEST, null)).isNotEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void ifAllServersAreUnhealthyEachGetsRequests(LoadBalancing name) {
    servers.forEach(server -> server.isHealthy = false);
    assertThat(shares(balancer(name), 300)).doesNotContain(0);
  }

  @ParameterizedTest
  @EnumSource
  void noServerIsChosenTwiceForARequest(LoadBalancing name) {
    assertThat(balancer(name).choose(REQUEST, tried(0, 1, 2))).isEqualTo(-1);
    assertThat(balancer(name).choose(REQUEST, tried(0, 1))).isEqualTo(2);
  }

  @Test
  void anotherAlgorithmIsOneMoreClass() {
    Algorithm last = (weights, candidates, request) -> weights.length - 1;
    assertThat(new Balancer(last, servers).choose(REQUEST, null)).isEqualTo(2);
  }
}
