package dev.edgekeep.snapshot.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostMap;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** With many hosts and many revoked certificates a small change is small on the wire, too. */
class LargeSnapshotTest {
  private static final int HOSTS = 20_000;
  private static final int REVOKED = 100_000;
  private static final TestSeal SEAL = new TestSeal("group");

  private static final Snapshot FEW = few();
  private static final String CA = FEW.clientCas().keySet().iterator().next();
  private static final Snapshot MANY = many();
  private static final VersionedSnapshot SENT = VersionedSnapshot.NONE.next(1, MANY);

  /** A random snapshot that has a client CA and a host. */
  private static Snapshot few() {
    Random random = new Random(1);
    Snapshot snapshot = new RandomSnapshots(random).next();
    while (snapshot.clientCas().isEmpty() || snapshot.hosts().isEmpty()) {
      snapshot = new RandomSnapshots(random).next();
    }
    return snapshot;
  }

  private static Host named(Host host, String name, HttpsPolicy https) {
    return new Host(
        new HostPattern(name),
        host.certificates(),
        host.clientAuth(),
        host.tls(),
        https,
        host.forward(),
        host.origin());
  }

  private static Snapshot many() {
    Host host = FEW.hosts().values().iterator().next();
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < HOSTS; i++) {
      hosts.add(named(host, "n%d.example".formatted(i), host.https()));
    }
    SerialSet revoked =
        SerialSet.of(IntStream.range(0, REVOKED).mapToObj(LargeSnapshotTest::serial).toList());
    return FEW.toBuilder()
        .hosts(HostMap.of(FEW.hosts()).with(hosts))
        .revokedSerials(Map.of(CA, revoked))
        .build();
  }

  private static SerialNumber serial(int i) {
    return new SerialNumber(BigInteger.ONE.shiftLeft(120).add(BigInteger.valueOf(i)));
  }

  @Test
  void aHostCostsSomeHundredBytesAndARevokedSerialNumberItsOwnLength() {
    byte[] bytes = UpdateFormat.write(SENT.full(), SEAL);
    assertThat(bytes.length).isLessThan(HOSTS * 600 + REVOKED * 18 + 100_000);
  }

  @Test
  void oneHostThatChangesIsAFewParts() throws WireException {
    Host before = MANY.hosts().values().iterator().next();
    Host after = named(before, before.name().name(), new HttpsPolicy(OptionalInt.of(301), null));
    VersionedSnapshot next = SENT.next(2, MANY.withHost(after));
    SnapshotUpdate change = next.since(SENT);
    assertThat(change.parts()).hasSizeBetween(1, 2);
    assertThat(change.removed()).isEmpty();
    assertThat(UpdateFormat.write(change, SEAL).length).isLessThan(2_000);
    VersionedSnapshot received = SENT.apply(change);
    assertThat(received.snapshot()).isEqualTo(next.snapshot());
    HostPattern other =
        MANY.hosts().keySet().stream()
            .filter(name -> !name.equals(before.name()))
            .findFirst()
            .orElseThrow();
    assertThat(received.snapshot().hosts().get(other)).isSameAs(MANY.hosts().get(other));
  }

  @Test
  void oneRevocationIsOnePart() throws WireException {
    SerialSet revoked = MANY.revokedSerials().getOrDefault(CA, SerialSet.EMPTY);
    Snapshot revoking = MANY.withRevokedSerials(CA, revoked.with(serial(REVOKED)));
    SnapshotUpdate change = SENT.next(2, revoking).since(SENT);
    assertThat(change.parts())
        .singleElement()
        .satisfies(part -> assertThat(part.id().kind()).isEqualTo("revoked"))
        .satisfies(part -> assertThat(part.length()).isLessThan(10_000));
    Snapshot received = SENT.apply(change).snapshot();
    assertThat(received.revokedSerials()).isEqualTo(revoking.revokedSerials());
    assertThat(received.hosts()).isSameAs(MANY.hosts());
  }

  /** An origin that changes is sent once, and its hosts are not. */
  private static boolean uses(Host host, Origin origin) {
    return Stream.concat(Stream.of(host.origin()), host.routes().stream().map(Route::origin))
        .anyMatch(used -> used.name().equals(origin.name()));
  }

  private static Origin replaced(Origin origin, Origin moved) {
    return origin.name().equals(moved.name()) ? moved : origin;
  }

  private static List<Route> routesTo(List<Route> routes, Origin moved) {
    return routes.stream()
        .map(route ->
            new Route(
                route.path(), replaced(route.origin(), moved), route.prefix(), route.clients()))
        .toList();
  }

  @Test
  void aChangedOriginIsOnePartHoweverManyHostsItHas() throws WireException {
    Host some = Objects.requireNonNull(MANY.hosts().get(new HostPattern("n0.example")));
    InetSocketAddress admin = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    Origin moved = some.origin().forbidding(ForbiddenAddresses.own(List.of(admin)));
    Map<String, Origin> origins = new TreeMap<>(MANY.origins());
    origins.put(moved.name(), moved);
    List<Host> hosts = new ArrayList<>();
    for (Host host : MANY.hosts().values()) {
      if (uses(host, moved)) {
        hosts.add(
            new Host(
                    host.name(),
                    host.certificates(),
                    host.clientAuth(),
                    host.tls(),
                    host.https(),
                    host.forward(),
                    replaced(host.origin(), moved))
                .withExchange(host.exchange())
                .withRoutes(routesTo(host.routes(), moved)));
      }
    }
    Snapshot changed =
        MANY.toBuilder().origins(origins).hosts(HostMap.of(MANY.hosts()).with(hosts)).build();
    SnapshotUpdate change = SENT.next(2, changed).since(SENT);
    assertThat(change.parts())
        .singleElement()
        .satisfies(part -> assertThat(part.id()).isEqualTo(new PartId("origin", moved.name())));
    assertThat(SENT.apply(change).snapshot()).isEqualTo(changed);
  }
}
