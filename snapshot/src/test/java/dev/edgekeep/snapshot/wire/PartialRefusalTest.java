package dev.edgekeep.snapshot.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.x509.cert.SerialSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * One bad part takes those hosts out of service that need it, and no others; what cannot be told
 * from other hosts' refuses the whole version.
 */
class PartialRefusalTest {
  /** The ways in which a part becomes unreadable. */
  enum Damage {
    /** A field of a later version that must not be ignored. */
    UNKNOWN_FIELD {
      @Override
      byte[] of(byte[] body) {
        byte[] field = {0x62, '!', 'f', (byte) 0xf5};
        boolean open = body[0] == (byte) 0xbf;
        byte[] changed = Arrays.copyOf(body, body.length + field.length);
        System.arraycopy(field, 0, changed, body.length - (open ? 1 : 0), field.length);
        changed[0] += (byte) (open ? 0 : 1);
        if (open) {
          changed[changed.length - 1] = (byte) 0xff;
        }
        return changed;
      }
    },
    GARBAGE {
      @Override
      byte[] of(byte[] body) {
        return new byte[] {(byte) 0xa1, 0x61};
      }
    };

    abstract byte[] of(byte[] body);
  }

  /** A snapshot, one of its parts, and how that is damaged. */
  record Case(Snapshot snapshot, int chosen, Damage damage) {
    VersionedSnapshot sent() {
      return VersionedSnapshot.NONE.next(1, snapshot);
    }

    Part bad() {
      List<Part> parts =
          sent().full().parts().stream()
              .filter(part -> !Objects.requireNonNull(kind(part)).isKeyedByContent())
              .toList();
      Part part = parts.get(chosen % parts.size());
      return new Part(part.id(), true, damage.of(part.body()));
    }
  }

  private static @Nullable PartKind kind(Part part) {
    return PartKind.of(part.id().kind());
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void aBadPartOfAFullSnapshotTakesOnlyItsHostsOutOfService(@ForAll("cases") Case one)
      throws WireException {
    Part bad = one.bad();
    SnapshotUpdate update = update(2, null, parts(one.sent().full().parts(), bad));
    assertReceived(one, bad, VersionedSnapshot.NONE, update);
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void aBadPartOfAChangeTakesOnlyItsHostsOutOfService(@ForAll("cases") Case one)
      throws WireException {
    Part bad = one.bad();
    VersionedSnapshot before = VersionedSnapshot.NONE.apply(one.sent().full());
    assertReceived(one, bad, before, change(before, 2, List.of(bad), List.of()));
  }

  private static void assertReceived(
      Case one, Part bad, VersionedSnapshot before, SnapshotUpdate update) throws WireException {
    Set<HostPattern> out = outOfService(one, bad);
    if (out == null) {
      assertRefusedWhole(one, bad, before, update);
      return;
    }
    VersionedSnapshot received = before.receive(update);
    assertOutOfService(one, bad, out, received);
    assertThat(received.content()).isEqualTo(update.content());
    assertThatThrownBy(() -> before.apply(update))
        .isInstanceOf(WireException.class)
        .hasMessageStartingWith(bad.id().toString());

    Part unrelated =
        new Part(
            PartKind.UNAVAILABLE.id("unrelated.example"),
            true,
            FieldWriter.body(fields -> fields.text("reason", "no key")));
    VersionedSnapshot later = received.receive(change(received, 3, List.of(unrelated), List.of()));
    assertThat(later.snapshot().unavailable()).containsKey(new HostPattern("unrelated.example"));
    VersionedSnapshot again = later.receive(change(later, 4, List.of(), List.of(unrelated.id())));
    assertOutOfService(one, bad, out, again);

    Part good =
        one.sent().full().parts().stream()
            .filter(part -> part.id().equals(bad.id()))
            .findAny()
            .orElseThrow();
    VersionedSnapshot mended = again.receive(change(again, 5, List.of(good), List.of()));
    assertThat(mended.refused()).isEmpty();
    assertThat(mended.snapshot()).isEqualTo(one.snapshot());
    assertThat(mended.content()).isEqualTo(one.sent().content());
  }

  private static void assertRefusedWhole(
      Case one, Part bad, VersionedSnapshot before, SnapshotUpdate update) throws WireException {
    VersionedSnapshot refused = before.receive(update);
    Part unrelated =
        new Part(
            PartKind.UNAVAILABLE.id("unrelated.example"),
            true,
            FieldWriter.body(fields -> fields.text("reason", "no key")));
    VersionedSnapshot later = refused.receive(change(refused, 3, List.of(unrelated), List.of()));
    VersionedSnapshot again = later.receive(change(later, 4, List.of(), List.of(unrelated.id())));
    for (VersionedSnapshot each : List.of(refused, later, again)) {
      assertThat(each.isRefused()).isTrue();
      assertThat(each.refused().getFirst().path()).isEqualTo(bad.id().toString());
    }
    assertThat(refused.snapshot()).as("what was in force").isEqualTo(before.snapshot());
    Part good =
        one.sent().full().parts().stream()
            .filter(part -> part.id().equals(bad.id()))
            .findAny()
            .orElseThrow();
    VersionedSnapshot mended = again.receive(change(again, 5, List.of(good), List.of()));
    assertThat(mended.isRefused()).isFalse();
    assertThat(mended.refused()).isEmpty();
    assertThat(mended.snapshot()).isEqualTo(one.snapshot());
  }

  private static void assertOutOfService(
      Case one, Part bad, Set<HostPattern> out, VersionedSnapshot received) {
    Snapshot snapshot = received.snapshot();
    Map<HostPattern, Host> hosts = new HashMap<>(one.snapshot().hosts());
    hosts.keySet().removeAll(out);
    assertThat(snapshot.hosts()).isEqualTo(hosts);
    Set<HostPattern> unavailable = new HashSet<>(one.snapshot().unavailable().keySet());
    unavailable.addAll(out);
    assertThat(snapshot.unavailable().keySet()).isEqualTo(unavailable);
    out.forEach(
        host -> assertThat(snapshot.unavailable().get(host)).startsWith(bad.id().toString()));
    assertThat(snapshot.rules())
        .isEqualTo(
            one.snapshot().rules().stream()
                .filter(rule -> !PartKind.RULE.id(rule.name()).equals(bad.id()))
                .toList());
    assertThat(received.refused()).hasSize(1);
    RefusedPart refused = received.refused().getFirst();
    assertThat(refused.path()).isEqualTo(bad.id().toString());
    assertThat(refused.reason()).isNotEmpty();
    assertThat(Set.copyOf(refused.hosts())).isEqualTo(out);
    snapshot
        .revokedSerials()
        .forEach((ca, serials) -> {
          if (!bad.id().key().endsWith("/" + ca)) {
            assertThat(serials)
                .isEqualTo(one.snapshot().revokedSerials().getOrDefault(ca, SerialSet.EMPTY));
          }
        });
  }

  /**
   * The hosts that need a part, found without the code under test; null: the version is refused.
   */
  private static @Nullable Set<HostPattern> outOfService(Case one, Part bad) {
    Snapshot snapshot = one.snapshot();
    String key = bad.id().key();
    return switch (Objects.requireNonNull(kind(bad))) {
      case NODE, RULE_HOSTS -> null;
      case HOST, UNAVAILABLE -> Set.of(new HostPattern(key));
      case CLIENT_CA -> trusting(snapshot, key);
      case REVOKED -> trusting(snapshot, key.substring(key.indexOf('/') + 1));
      case KEY_SERVER ->
          hosts(snapshot).stream()
              .filter(host -> hasKeyOn(host, key))
              .map(Host::name)
              .collect(Collectors.toSet());
      case ORIGIN ->
          hosts(snapshot).stream()
              .filter(host ->
                  host.origin().name().equals(key)
                      || host.routes().stream().anyMatch(each -> each.origin().name().equals(key)))
              .map(Host::name)
              .collect(Collectors.toSet());
      case RULE -> limited(snapshot, key, one.damage());
      default -> throw new IllegalStateException(bad.toString());
    };
  }

  /** Its own key, or that of the edge's certificate towards one of its origins. */
  private static boolean hasKeyOn(Host host, String keyServer) {
    Stream<@Nullable KeyServer> own =
        host.certificates().stream()
            .map(each -> each.key() instanceof ServerKey.OnKeyServer(var server) ? server : null);
    Stream<@Nullable KeyServer> ofOrigins =
        Stream.concat(Stream.of(host.origin()), host.routes().stream().map(Route::origin))
            .map(Origin::keyServer);
    return Stream.concat(own, ofOrigins)
        .anyMatch(server -> server != null && server.name().equals(keyServer));
  }

  private static @Nullable Set<HostPattern> limited(Snapshot snapshot, String name, Damage damage) {
    Rule rule =
        snapshot.rules().stream().filter(each -> each.name().equals(name)).findAny().orElseThrow();
    Set<HostPattern> hosts = rule.hosts();
    if (hosts == null || damage == Damage.GARBAGE) {
      return null;
    }
    return hosts.stream().filter(snapshot.hosts()::containsKey).collect(Collectors.toSet());
  }

  private static List<Host> hosts(Snapshot snapshot) {
    return List.copyOf(snapshot.hosts().values());
  }

  private static Set<HostPattern> trusting(Snapshot snapshot, String ca) {
    return hosts(snapshot).stream()
        .filter(host -> host.clientAuth().cas().stream().anyMatch(each -> each.name().equals(ca)))
        .map(Host::name)
        .collect(Collectors.toSet());
  }

  private static List<Part> parts(List<Part> all, Part bad) {
    Map<PartId, Part> parts = new TreeMap<>();
    all.forEach(part -> parts.put(part.id(), part));
    parts.put(bad.id(), bad);
    return List.copyOf(parts.values());
  }

  private static SnapshotUpdate update(
      long version, SnapshotUpdate.@Nullable Base base, List<Part> parts) {
    Manifest.Draft draft = Manifest.EMPTY.draft();
    parts.forEach(part -> draft.put(part.id(), part.hash(), null));
    return new SnapshotUpdate(version, draft.manifest().content(), base, parts, List.of());
  }

  private static SnapshotUpdate change(
      VersionedSnapshot before, long version, List<Part> changed, List<PartId> removed) {
    Manifest.Draft draft = before.manifest().draft();
    changed.forEach(part -> draft.put(part.id(), part.hash(), null));
    removed.forEach(draft::remove);
    return new SnapshotUpdate(
        version,
        draft.manifest().content(),
        new SnapshotUpdate.Base(before.version(), before.content()),
        changed,
        removed);
  }

  @Provide
  Arbitrary<Case> cases() {
    return Arbitraries.randomValue(PartialRefusalTest::next);
  }

  private static Case next(Random random) {
    Snapshot snapshot = new RandomSnapshots(random).next();
    // A default host that is out of service refuses the version as a whole.
    snapshot = snapshot.toBuilder().node(snapshot.node().withDefaultHostsIn(Set.of())).build();
    if (snapshot.equals(Snapshot.EMPTY)) {
      return next(random);
    }
    return new Case(
        snapshot, random.nextInt(10_000), Damage.values()[random.nextInt(Damage.values().length)]);
  }

  @Test
  void aHostWhosePrivateKeyOrChainIsMissingIsOutOfService() throws WireException {
    for (PartKind kind : List.of(PartKind.CHAIN, PartKind.HOST_POLICY)) {
      VersionedSnapshot sent =
          VersionedSnapshot.NONE.next(1, new RandomSnapshots(new Random(5)).next());
      List<Part> parts = new ArrayList<>(sent.full().parts());
      Part gone = parts.stream().filter(each -> kind(each) == kind).findAny().orElseThrow();
      parts.remove(gone);
      VersionedSnapshot received = VersionedSnapshot.NONE.receive(update(1, null, parts));
      assertThat(received.refused()).isNotEmpty();
      assertThat(received.refused().getFirst().reason()).contains(gone.id().toString());
    }
  }

  @Test
  void whateverNeedsAnUnreadableSharedPartIsCountedToIt() throws WireException {
    VersionedSnapshot sent =
        VersionedSnapshot.NONE.next(1, new RandomSnapshots(new Random(5)).next());
    Part chain = new Part(new PartId("x", ""), true, new byte[] {1, 2, 3});
    Part bad = new Part(PartKind.CHAIN.id(chain.hash().hex()), true, new byte[] {1, 2, 3});
    List<Part> parts = new ArrayList<>(sent.full().parts());
    parts.add(bad);
    for (String name : List.of("x.example", "y.example")) {
      parts.add(
          new Part(
              PartKind.HOST.id(name),
              true,
              FieldWriter.body(fields ->
                  fields.objects(
                      "certificates",
                      List.of(bad.hash().bytes()),
                      (certificate, hash) ->
                          certificate.bytes("chain", hash).text("keyServer", "hsm")))));
    }
    VersionedSnapshot received = VersionedSnapshot.NONE.receive(update(1, null, parts));
    assertThat(received.refused()).hasSize(1);
    assertThat(received.refused().getFirst().path()).isEqualTo(bad.id().toString());
    assertThat(received.refused().getFirst().hosts())
        .containsExactly(new HostPattern("x.example"), new HostPattern("y.example"));
    assertThat(received.refused().getFirst().sentence())
        .endsWith("out of service: x.example, y.example");
    assertThat(received.snapshot().hosts()).isEqualTo(sent.snapshot().hosts());
  }

  @Test
  void anUnknownCriticalKindRefusesTheVersion() throws WireException {
    VersionedSnapshot sent =
        VersionedSnapshot.NONE.next(1, new RandomSnapshots(new Random(5)).next());
    List<Part> parts = new ArrayList<>(sent.full().parts());
    parts.add(new Part(new PartId("quantum", "a.example"), true, new byte[] {1}));
    VersionedSnapshot received = VersionedSnapshot.NONE.receive(update(1, null, parts));
    assertThat(received.isRefused()).isTrue();
    assertThat(received.refused().getFirst().path()).isEqualTo("quantum a.example");
  }

  @Test
  void aVersionWithRefusedPartsIsNotSentOn() throws WireException {
    VersionedSnapshot sent =
        VersionedSnapshot.NONE.next(1, new RandomSnapshots(new Random(5)).next());
    Part host =
        sent.full().parts().stream()
            .filter(part -> kind(part) == PartKind.HOST)
            .findAny()
            .orElseThrow();
    Part bad = new Part(host.id(), true, new byte[0]);
    VersionedSnapshot received =
        VersionedSnapshot.NONE.receive(update(1, null, parts(sent.full().parts(), bad)));
    assertThatThrownBy(received::full).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> received.next(2, Snapshot.EMPTY))
        .isInstanceOf(IllegalStateException.class);
  }
}
