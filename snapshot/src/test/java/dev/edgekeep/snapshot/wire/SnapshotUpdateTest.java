package dev.edgekeep.snapshot.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.Snapshot;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** A snapshot that is written and read is equal, whole or by any sequence of changes. */
class SnapshotUpdateTest {
  private static final TestSeal SEAL = new TestSeal("group");

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void aSnapshotThatIsWrittenAndReadIsEqual(@ForAll("snapshots") Snapshot snapshot)
      throws WireException {
    VersionedSnapshot sent = VersionedSnapshot.NONE.next(1, snapshot);
    byte[] bytes = UpdateFormat.write(sent.full(), SEAL);
    VersionedSnapshot received = VersionedSnapshot.NONE.apply(UpdateFormat.read(bytes, SEAL));
    assertThat(received.snapshot()).isEqualTo(snapshot);
    assertThat(received.content()).isEqualTo(sent.content());
    assertThat(UpdateFormat.write(received.full(), SEAL)).isEqualTo(bytes);
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void changesLeadToTheSnapshotThatTheyWereComputedFrom(
      @ForAll("sequences") List<Snapshot> snapshots) throws WireException {
    VersionedSnapshot sent = VersionedSnapshot.NONE;
    VersionedSnapshot received = VersionedSnapshot.NONE;
    for (Snapshot snapshot : snapshots) {
      VersionedSnapshot next = sent.next(sent.version() + 1, snapshot);
      byte[] bytes = UpdateFormat.write(next.since(sent), SEAL);
      received = received.apply(UpdateFormat.read(bytes, SEAL));
      assertThat(received.snapshot()).isEqualTo(snapshot);
      assertThat(received.version()).isEqualTo(next.version());
      VersionedSnapshot fresh = VersionedSnapshot.NONE.next(9, snapshot);
      assertThat(next.content()).as("whatever came before").isEqualTo(fresh.content());
      assertThat(next.manifest().size()).isEqualTo(fresh.manifest().size());
      sent = next;
    }
  }

  @Property(tries = 50, shrinking = ShrinkingMode.OFF)
  void aNodeThatWasAwayIsSentWhatItsManifestMisses(
      @ForAll("snapshots") Snapshot old, @ForAll("snapshots") Snapshot now) throws WireException {
    VersionedSnapshot away = VersionedSnapshot.NONE.next(3, old);
    VersionedSnapshot sent = VersionedSnapshot.NONE.next(9, now);
    ManifestFormat.Versioned told =
        ManifestFormat.read(ManifestFormat.write(away.version(), away.manifest()));
    assertThat(told.manifest()).isEqualTo(away.manifest());
    VersionedSnapshot received = away.apply(sent.since(told.version(), told.manifest()));
    assertThat(received.snapshot()).isEqualTo(now);
    assertThat(sent.since(told.version(), told.manifest()).parts())
        .containsExactlyInAnyOrderElementsOf(sent.since(away).parts());
  }

  @Provide
  Arbitrary<Snapshot> snapshots() {
    return Arbitraries.randomValue(random -> new RandomSnapshots(random).next());
  }

  @Provide
  Arbitrary<List<Snapshot>> sequences() {
    return snapshots().list().ofMinSize(2).ofMaxSize(5);
  }
}
