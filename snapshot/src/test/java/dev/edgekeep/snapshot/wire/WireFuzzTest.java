package dev.edgekeep.snapshot.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;

/** Updates, manifests and the bodies of parts from anywhere are read, or refused with a reason. */
class WireFuzzTest {
  private static final Unsealer OPEN = (id, sealed) -> sealed;

  @FuzzTest(maxDuration = "10m")
  void anUpdateIsReadOrRefused(byte[] bytes) {
    try {
      SnapshotUpdate update = UpdateFormat.read(bytes, OPEN);
      assertThat(VersionedSnapshot.NONE.receive(update).content()).isEqualTo(update.content());
    } catch (WireException e) {
      assertThat(e).message().isNotEmpty();
    }
  }

  @FuzzTest(maxDuration = "10m")
  void aManifestIsReadOrRefused(byte[] bytes) {
    try {
      ManifestFormat.Versioned read = ManifestFormat.read(bytes);
      assertThat(ManifestFormat.write(read.version(), read.manifest())).isNotEmpty();
    } catch (WireException e) {
      assertThat(e).message().isNotEmpty();
    }
  }

  /** The first octet chooses the kind, the rest is the body: no hash stands in the way. */
  @FuzzTest(maxDuration = "10m")
  void aBodyIsReadOrRefused(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    List<PartKind> kinds = List.of(PartKind.values());
    PartKind kind = kinds.get((bytes[0] & 0xff) % kinds.size());
    byte[] body = Arrays.copyOfRange(bytes, 1, bytes.length);
    String hash = new Part(kind.id(""), true, body).hash().hex();
    String name = kind == PartKind.NODE ? "" : "f/name.example";
    Part part = new Part(kind.id(kind.isKeyedByContent() ? hash : name), true, body);
    Manifest.Draft draft = Manifest.EMPTY.draft();
    draft.put(part.id(), part.hash(), null);
    SnapshotUpdate update =
        new SnapshotUpdate(1, draft.manifest().content(), null, List.of(part), List.of());
    try {
      VersionedSnapshot read = VersionedSnapshot.NONE.apply(update);
      assertThat(VersionedSnapshot.NONE.next(1, read.snapshot()).snapshot())
          .isEqualTo(read.snapshot());
    } catch (WireException e) {
      assertThat(e).message().isNotEmpty();
    }
  }
}
