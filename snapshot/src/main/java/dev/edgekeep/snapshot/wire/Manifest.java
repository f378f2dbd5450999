package dev.edgekeep.snapshot.wire;

import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.Slice;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The identities and content hashes of all parts of a snapshot. Immutable, and in buckets: a
 * manifest shares the buckets that did not change with the one that it was derived from, so that a
 * change, a comparison and a content hash cost what the changed parts cost.
 */
public final class Manifest {
  /** Chosen by the first 10 bits of the SHA-256 of a part's identity. */
  static final int BUCKETS = 1 << 10;

  private static final Fingerprint NOTHING = digest(Map.of());

  public static final Manifest EMPTY =
      new Manifest(
          Collections.nCopies(BUCKETS, Map.of()), Collections.nCopies(BUCKETS, NOTHING), 0);

  private final List<Map<PartId, Entry>> buckets;
  private final List<Fingerprint> digests;
  private final int size;
  private final Fingerprint content;

  /**
   * A part in the manifest.
   *
   * @param uses the number of parts that refer to it, where it was derived from a snapshot
   * @param blob the value of a part that others refer to; null for other parts
   */
  private record Entry(Fingerprint hash, int uses, @Nullable Blob blob) {}

  private Manifest(List<Map<PartId, Entry>> buckets, List<Fingerprint> digests, int size) {
    this.buckets = buckets;
    this.digests = digests;
    this.size = size;
    this.content = digest(digests);
  }

  /** The number of parts. */
  public int size() {
    return size;
  }

  /** The content hash of the whole snapshot: equal when all parts are. */
  public Fingerprint content() {
    return content;
  }

  /** Returns whether there is such a part with this content. */
  public boolean has(PartId id, Fingerprint hash) {
    Entry entry = buckets.get(bucket(id)).get(id);
    return entry != null && entry.hash().equals(hash);
  }

  /** The value of a part that others refer to; null where there is none. */
  @Nullable Blob blob(PartId id) {
    Entry entry = buckets.get(bucket(id)).get(id);
    return entry == null ? null : entry.blob();
  }

  /** Passes identity and hash of every part, in order. */
  public void forEach(BiConsumer<PartId, Fingerprint> consumer) {
    Map<PartId, Fingerprint> all = new TreeMap<>();
    buckets.forEach(bucket -> bucket.forEach((id, entry) -> all.put(id, entry.hash())));
    all.forEach(consumer);
  }

  /** The parts of {@code base} that are not in this manifest, in order. */
  public List<PartId> removedSince(Manifest base) {
    List<PartId> removed = new ArrayList<>();
    base.forEachChangedBucket(
        this,
        (before, now) ->
            before.keySet().stream().filter(id -> !now.containsKey(id)).forEach(removed::add));
    Collections.sort(removed);
    return removed;
  }

  // A bucket is the same object for as long as none of its parts changes.
  @SuppressWarnings("ReferenceEquality")
  private void forEachChangedBucket(
      Manifest other, BiConsumer<Map<PartId, Entry>, Map<PartId, Entry>> consumer) {
    for (int i = 0; i < BUCKETS; i++) {
      if (buckets.get(i) != other.buckets.get(i)) {
        consumer.accept(buckets.get(i), other.buckets.get(i));
      }
    }
  }

  /**
   * The manifest of the version that an update leads to; this is that of its base. Costs what the
   * update costs, and needs no part of the snapshot itself.
   *
   * @throws WireException when the update is not based on this manifest, or its parts have not its
   *     content hash
   */
  public Manifest after(SnapshotUpdate update) throws WireException {
    SnapshotUpdate.Base base = update.base();
    if (base != null && !base.content().equals(content)) {
      throw new WireException("the update is a change of another content");
    }
    Draft draft = base == null ? EMPTY.draft() : draft();
    update.removed().forEach(draft::remove);
    update.parts().forEach(part -> draft.put(part.id(), part.hash(), null));
    Manifest after = draft.manifest();
    if (!after.content().equals(update.content())) {
      throw new WireException("the parts of the update have not its content hash");
    }
    return after;
  }

  Draft draft() {
    return new Draft();
  }

  /** Changes to a manifest. One thread at a time. */
  final class Draft {
    private final Map<Integer, Map<PartId, Entry>> changed = new HashMap<>();

    /** Adds a use of a part; a part that is not there yet is added. */
    void use(PartId id, Fingerprint hash, @Nullable Blob blob) {
      bucket(id)
          .merge(id, new Entry(hash, 1, blob), (was, one) -> new Entry(hash, was.uses() + 1, blob));
    }

    /** Takes back a use; a part that is not used any more is removed. */
    void release(PartId id) {
      bucket(id)
          .computeIfPresent(
              id,
              (same, was) ->
                  was.uses() == 1 ? null : new Entry(was.hash(), was.uses() - 1, was.blob()));
    }

    /** Puts a part in the place of the one of its identity, or adds it. */
    void put(PartId id, Fingerprint hash, @Nullable Blob blob) {
      bucket(id).put(id, new Entry(hash, 1, blob));
    }

    /** Returns whether there was such a part. */
    boolean remove(PartId id) {
      return bucket(id).remove(id) != null;
    }

    private Map<PartId, Entry> bucket(PartId id) {
      return changed.computeIfAbsent(
          Manifest.bucket(id), index -> new HashMap<>(buckets.get(index)));
    }

    Manifest manifest() {
      List<Map<PartId, Entry>> all = new ArrayList<>(buckets);
      List<Fingerprint> hashes = new ArrayList<>(digests);
      int[] count = {size};
      changed.forEach((index, bucket) -> {
        count[0] += bucket.size() - buckets.get(index).size();
        all.set(index, Collections.unmodifiableMap(bucket));
        hashes.set(index, digest(bucket));
      });
      return new Manifest(all, hashes, count[0]);
    }
  }

  private static int bucket(PartId id) {
    byte[] hash = Fingerprint.sha256(Slice.of(bytes(id))).bytes();
    return (hash[0] & 0xff) << 2 | (hash[1] & 0xff) >>> 6;
  }

  /** Kind and key, each followed by a zero octet. */
  private static byte[] bytes(PartId id) {
    return (id.kind() + "\0" + id.key() + "\0").getBytes(StandardCharsets.UTF_8);
  }

  /** Of identity and hash of each part, in the order of the identities. */
  private static Fingerprint digest(Map<PartId, Entry> bucket) {
    Octets octets = new Octets();
    new TreeMap<>(bucket).forEach((id, entry) -> octets.add(bytes(id)).add(entry.hash().bytes()));
    return Fingerprint.sha256(Slice.of(octets.toBytes()));
  }

  private static Fingerprint digest(List<Fingerprint> digests) {
    Octets octets = new Octets();
    digests.forEach(digest -> octets.add(digest.bytes()));
    return Fingerprint.sha256(Slice.of(octets.toBytes()));
  }

  /** Equal when the content is. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Manifest that && content.equals(that.content);
  }

  @Override
  public int hashCode() {
    return content.hashCode();
  }

  @Override
  public String toString() {
    return "%d parts, content %s".formatted(size, content.hex());
  }

  /** Octets one after the other. */
  private static final class Octets {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Octets add(byte[] octets) {
      out.writeBytes(octets);
      return this;
    }

    byte[] toBytes() {
      return out.toByteArray();
    }
  }
}
