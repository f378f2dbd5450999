package dev.edgekeep.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.fleet.message.Revocations;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.snapshot.wire.UpdateFormat;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A node's disk after a crash at any moment: it has the last version, or the one before. */
class StoredSnapshotTest {
  /** Files in memory, and a place where the machine stops. */
  private static final class Memory implements NodeDisk {
    final Map<String, byte[]> files = new TreeMap<>();

    /** The number of operations that still succeed. */
    int left = Integer.MAX_VALUE;

    private void step() throws IOException {
      if (left-- <= 0) {
        throw new IOException("the machine has stopped");
      }
    }

    @Override
    public byte @Nullable [] read(String name) {
      return files.get(name);
    }

    @Override
    public void write(String name, byte[] content) throws IOException {
      step();
      files.put(name, content);
    }

    @Override
    public void append(String name, byte[] content) throws IOException {
      byte[] before = files.getOrDefault(name, new byte[0]);
      byte[] after = Arrays.copyOf(before, before.length + content.length);
      System.arraycopy(content, 0, after, before.length, content.length);
      if (left <= 0) {
        files.put(name, Arrays.copyOf(after, before.length + content.length / 2));
      }
      step();
      files.put(name, after);
    }

    @Override
    public void truncate(String name, long length) {
      files.computeIfPresent(name, (same, bytes) -> Arrays.copyOf(bytes, (int) length));
    }

    @Override
    public void delete(String name) throws IOException {
      step();
      files.remove(name);
    }
  }

  private final Memory disk = new Memory();
  private final StoredSnapshot stored = new StoredSnapshot(disk);
  private VersionedSnapshot sent = VersionedSnapshot.NONE;

  private byte[] file(String name) {
    return Objects.requireNonNull(disk.files.get(name));
  }

  private VersionedSnapshot next() {
    Map<HostPattern, String> names = new HashMap<>(sent.snapshot().unavailable());
    names.put(new HostPattern("h%d.example".formatted(sent.version())), "no key");
    return sent.next(sent.version() + 1, Snapshot.EMPTY.withUnavailable(names));
  }

  private void store(VersionedSnapshot next, SnapshotUpdate update) throws IOException {
    stored.store(update, UpdateFormat.write(update, (id, body) -> body), next);
    sent = next;
  }

  private void storeChange() throws IOException {
    VersionedSnapshot next = next();
    store(next, sent.version() == 0 ? next.full() : next.since(sent));
  }

  private StoredSnapshot.Loaded load() throws IOException {
    return new StoredSnapshot(disk).load();
  }

  @Test
  void whatWasStoredIsReadAgain() throws IOException {
    for (int i = 0; i < 5; i++) {
      storeChange();
    }
    StoredSnapshot.Loaded loaded = load();
    assertThat(loaded.snapshot().snapshot()).isEqualTo(sent.snapshot());
    assertThat(loaded.snapshot().version()).isEqualTo(5);
    assertThat(loaded.newest()).isEqualTo(5);
    assertThat(loaded.warnings()).isEmpty();
  }

  @Test
  void changesThatAreCutOffAnywhereLeaveTheVersionBefore() throws IOException {
    storeChange();
    storeChange();
    int second = file("deltas").length;
    storeChange();
    byte[] all = file("deltas");
    for (int length = 0; length <= all.length; length++) {
      disk.files.put("deltas", Arrays.copyOf(all, length));
      StoredSnapshot.Loaded loaded = load();
      long version = length == all.length ? 3 : length >= second ? 2 : 1;
      assertThat(loaded.snapshot().version()).as("cut at %d", length).isEqualTo(version);
      boolean whole = length == all.length || length == second || length == 0;
      assertThat(loaded.warnings()).hasSize(whole ? 0 : 1);
      assertThat(loaded.newest()).as("it is known that there was more").isEqualTo(3);
    }
  }

  @Test
  void aDamagedOctetInTheChangesLeavesTheVersionBeforeIt() throws IOException {
    storeChange();
    storeChange();
    storeChange();
    byte[] all = file("deltas");
    for (int at = 0; at < all.length; at++) {
      byte[] damaged = all.clone();
      damaged[at] ^= 1;
      disk.files.put("deltas", damaged);
      assertThat(load().snapshot().version()).isLessThan(3);
    }
  }

  @Test
  void aDamagedSnapshotIsNotUsedAtAll() throws IOException {
    storeChange();
    byte[] all = file("snapshot");
    for (int at = 0; at < all.length; at++) {
      byte[] damaged = all.clone();
      damaged[at] ^= 1;
      disk.files.put("snapshot", damaged);
      StoredSnapshot.Loaded loaded = load();
      assertThat(loaded.snapshot().version()).isZero();
      assertThat(loaded.warnings()).isNotEmpty();
      assertThat(loaded.newest()).isEqualTo(1);
    }
  }

  @Test
  void aMachineThatStopsAtAnyStepHasTheLastVersionOrTheOneBefore() throws IOException {
    for (int steps = 0; steps < 12; steps++) {
      Memory machine = new Memory();
      StoredSnapshot writer = new StoredSnapshot(machine);
      machine.left = steps;
      VersionedSnapshot before = VersionedSnapshot.NONE;
      long complete = 0;
      try {
        for (int i = 1; i <= 6; i++) {
          VersionedSnapshot next =
              before.next(
                  i,
                  Snapshot.EMPTY.withUnavailable(
                      Map.of(new HostPattern("h%d.example".formatted(i)), "no key")));
          // Every third version is sent as a whole.
          SnapshotUpdate update = i % 3 == 1 ? next.full() : next.since(before);
          writer.store(update, UpdateFormat.write(update, (id, body) -> body), next);
          before = next;
          complete = i;
        }
      } catch (IOException _) {
        machine.left = Integer.MAX_VALUE; // the machine starts again
      }
      long loaded = new StoredSnapshot(machine).load().snapshot().version();
      assertThat(loaded).as("stopped after %d steps", steps).isBetween(complete, complete + 1);
    }
  }

  @Test
  void afterAFailureTheNextVersionMakesTheDiskCompleteAgain() throws IOException {
    storeChange();
    storeChange();
    VersionedSnapshot lost = next();
    disk.left = 0;
    try {
      store(lost, lost.since(sent));
      throw new AssertionError("it was written");
    } catch (IOException _) {
      disk.left = Integer.MAX_VALUE;
    }
    sent = lost;
    storeChange();
    assertThat(load().snapshot().version()).isEqualTo(4);
    assertThat(load().snapshot().snapshot()).isEqualTo(sent.snapshot());
  }

  @Test
  void revocationsAheadAreKeptUntilAVersionHasThem() throws IOException {
    SerialSet serials = SerialSet.of(new SerialNumber(BigInteger.TEN));
    Overlay overlay = new Overlay(disk);
    assertThat(overlay.add(new Revocations(4, Map.of("partners", serials)))).isTrue();
    assertThat(overlay.add(new Revocations(4, Map.of("partners", serials))))
        .as("the same again")
        .isFalse();
    overlay.store();
    Overlay again = new Overlay(disk);
    assertThat(again.load()).isTrue();
    assertThat(again.forget(3)).isFalse();
    assertThat(again.forget(4)).isTrue();
    byte[] file = file("revoked");
    for (int at = 0; at < file.length; at++) {
      byte[] damaged = file.clone();
      damaged[at] ^= 1;
      disk.files.put("revoked", damaged);
      assertThat(new Overlay(disk).load()).as("damaged at %d", at).isFalse();
    }
  }
}
