package dev.edgekeep.cli.node;

import dev.edgekeep.fleet.message.Revocations;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.wire.WireException;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Revocations that came ahead of their version: in force on top of any snapshot that is older. Kept
 * on disk, until a snapshot has them. Any thread; blocks.
 */
final class Overlay {
  private static final String FILE = "revoked";

  private final NodeDisk disk;
  private final TreeMap<Long, Revocations> byVersion = new TreeMap<>();

  Overlay(NodeDisk disk) {
    this.disk = disk;
  }

  /**
   * Reads what is on the disk.
   *
   * @return false: it is damaged, and nobody may be served before the feed was read
   */
  synchronized boolean load() throws IOException {
    byte[] file = disk.read(FILE);
    if (file == null) {
      return true;
    }
    Records records = Records.decode(file);
    try {
      for (byte[] payload : records.payloads()) {
        var _ = merge(Revocations.read(payload));
      }
      return records.length() == file.length;
    } catch (WireException _) {
      return false;
    }
  }

  /** Returns whether there was anything new. */
  synchronized boolean add(Revocations revocations) {
    Revocations before = byVersion.get(revocations.version());
    return !merge(revocations).equals(before);
  }

  private Revocations merge(Revocations more) {
    return byVersion.merge(
        more.version(),
        more,
        (one, other) -> {
          Map<String, SerialSet> cas = new TreeMap<>(one.clientCas());
          other.clientCas().forEach((ca, serials) -> cas.merge(ca, serials, Overlay::union));
          return new Revocations(one.version(), cas);
        });
  }

  private static SerialSet union(SerialSet one, SerialSet other) {
    List<SerialNumber> added = new ArrayList<>();
    other.forEach(added::add);
    SerialSet union = one;
    for (SerialNumber serial : added) {
      union = union.with(serial);
    }
    return union;
  }

  /** Forgets what a version has. Returns whether that was anything. */
  synchronized boolean forget(long version) {
    Map<Long, Revocations> old = byVersion.headMap(version, true);
    boolean any = !old.isEmpty();
    old.clear();
    return any;
  }

  /**
   * The snapshot of a version with everything revoked that came ahead of later ones; client CAs
   * that it lacks are left out.
   */
  synchronized Snapshot over(Snapshot snapshot, long version) {
    Map<Long, Revocations> later = byVersion.tailMap(version, false);
    if (later.isEmpty()) {
      return snapshot;
    }
    Map<String, SerialSet> revoked = new TreeMap<>(snapshot.revokedSerials());
    later
        .values()
        .forEach(ahead ->
            ahead
                .clientCas()
                .forEach((ca, serials) -> {
                  if (snapshot.clientCas().containsKey(ca)) {
                    revoked.merge(ca, serials, Overlay::union);
                  }
                }));
    return snapshot.toBuilder().revokedSerials(revoked).build();
  }

  /** Writes what is there now. */
  synchronized void store() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byVersion.values().forEach(ahead -> out.writeBytes(Records.encode(ahead.bytes())));
    disk.write(FILE, out.toByteArray());
  }
}
