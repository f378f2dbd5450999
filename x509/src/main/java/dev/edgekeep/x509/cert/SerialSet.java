package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.Slice;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of serial numbers: a million revoked numbers, looked up for every request. A number from 0
 * to 2^128 - 1 takes 16 bytes. Longer and negative numbers (RFC 5280 §4.1.2.2 allows 20 octets)
 * take a few hundred. A change copies a few kilobytes, regardless of the number of elements, and
 * leaves the other {@linkplain #shards shards} unchanged. Immutable; any thread.
 */
public final class SerialSet {
  public static final SerialSet EMPTY = new SerialSet(SerialTree.EMPTY, Set.of());

  private static final int SHORT_OCTETS = 16;
  private static final int SHORT_BITS = 8 * SHORT_OCTETS;

  /** The name of the shard of numbers that are longer than 16 octets or negative. */
  private static final String LONG = "long";

  private static final Comparator<SerialNumber> BY_VALUE =
      Comparator.comparing(SerialNumber::value);

  private final SerialTree shorts;
  private final Set<SerialNumber> others;
  // Computed on first use; a race only computes it twice.
  private int hash;

  private SerialSet(SerialTree shorts, Set<SerialNumber> others) {
    this.shorts = shorts;
    this.others = others;
  }

  public static SerialSet of(SerialNumber... serials) {
    return of(Set.of(serials));
  }

  /** The numbers in a collection, which may contain duplicates. */
  public static SerialSet of(Collection<SerialNumber> serials) {
    int shorts = (int) serials.stream().filter(SerialSet::isShort).count();
    long[] high = new long[shorts];
    long[] low = new long[shorts];
    Set<SerialNumber> others = new HashSet<>();
    int next = 0;
    for (SerialNumber serial : serials) {
      if (isShort(serial)) {
        high[next] = high(serial);
        low[next++] = low(serial);
      } else {
        others.add(serial);
      }
    }
    return of(SerialTree.of(SerialTable.of(high, low)), others);
  }

  private static SerialSet of(SerialTree shorts, Set<SerialNumber> others) {
    return shorts.size() == 0 && others.isEmpty()
        ? EMPTY
        : new SerialSet(shorts, Set.copyOf(others));
  }

  private static boolean isShort(SerialNumber serial) {
    return serial.value().signum() >= 0 && serial.value().bitLength() <= SHORT_BITS;
  }

  private static long high(SerialNumber serial) {
    return serial.value().bitLength() < Long.SIZE
        ? 0
        : serial.value().shiftRight(Long.SIZE).longValue();
  }

  private static long low(SerialNumber serial) {
    return serial.value().longValue();
  }

  public int size() {
    return shorts.size() + others.size();
  }

  public boolean isEmpty() {
    return size() == 0;
  }

  public boolean contains(SerialNumber serial) {
    return isShort(serial)
        ? shorts.contains(high(serial), low(serial))
        : !others.isEmpty() && others.contains(serial);
  }

  /**
   * Returns whether the set contains the serial number of a certificate. Allocates nothing for
   * numbers of up to 16 octets.
   */
  public boolean containsSerialOf(Certificate certificate) {
    Slice octets = certificate.serialOctets();
    if (!isShort(octets)) {
      return !others.isEmpty() && others.contains(certificate.serialNumber());
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < octets.length(); i++) {
      high = high << 8 | low >>> (Long.SIZE - 8);
      low = low << 8 | octets.at(i);
    }
    return shorts.contains(high, low);
  }

  /**
   * Returns whether a two's complement INTEGER fits into 16 octets; a 17th may only be the sign.
   */
  private static boolean isShort(Slice octets) {
    return octets.at(0) < 0x80
        && (octets.length() <= SHORT_OCTETS
            || (octets.length() == SHORT_OCTETS + 1 && octets.at(0) == 0));
  }

  /** This set with {@code serial}; the same instance if it already contains the number. */
  public SerialSet with(SerialNumber serial) {
    if (contains(serial)) {
      return this;
    }
    if (isShort(serial)) {
      return of(shorts.with(high(serial), low(serial), 0), others);
    }
    Set<SerialNumber> more = new HashSet<>(others);
    more.add(serial);
    return of(shorts, more);
  }

  /** This set without {@code serial}; the same instance if it does not contain the number. */
  public SerialSet without(SerialNumber serial) {
    if (!contains(serial)) {
      return this;
    }
    if (isShort(serial)) {
      return of(shorts.without(high(serial), low(serial), 0), others);
    }
    Set<SerialNumber> fewer = new HashSet<>(others);
    fewer.remove(serial);
    return of(shorts, fewer);
  }

  /** Passes every number to the consumer, in no particular order. */
  public void forEach(Consumer<SerialNumber> consumer) {
    shorts.forEach((high, low) -> consumer.accept(serial(high, low)));
    others.forEach(consumer);
  }

  /** The numbers, in shards. */
  public List<SerialShard> shards() {
    return shardsNotIn(EMPTY);
  }

  /**
   * The shards of this set that {@code other} does not have. Shared parts are skipped: if one set
   * was derived from the other by a few changes, this costs as much as a few shards.
   */
  public List<SerialShard> shardsNotIn(SerialSet other) {
    List<SerialShard> shards = new ArrayList<>();
    addShards(shards, shorts, other.shorts, "");
    if (!others.isEmpty() && !others.equals(other.others)) {
      shards.add(new SerialShard(LONG, others.stream().sorted(BY_VALUE).toList()));
    }
    return shards;
  }

  // Trees derived from each other share their unchanged parts.
  @SuppressWarnings("ReferenceEquality")
  private static void addShards(
      List<SerialShard> shards, SerialTree tree, @Nullable SerialTree other, String path) {
    if (tree == other || tree.size() == 0) {
      return;
    }
    switch (tree) {
      case SerialTree.Leaf(SerialTable table) -> {
        if (!(other instanceof SerialTree.Leaf(SerialTable same) && table.equals(same))) {
          shards.add(shard(path, table));
        }
      }
      case SerialTree.Branch branch -> {
        for (int digit = 0; digit < SerialTree.CHILDREN; digit++) {
          SerialTree child = other instanceof SerialTree.Branch that ? that.child(digit) : null;
          addShards(shards, branch.child(digit), child, path + Integer.toHexString(digit));
        }
      }
    }
  }

  /** The shard with this name; null if there is none. */
  public @Nullable SerialShard shard(String name) {
    if (name.equals(LONG)) {
      return others.isEmpty() ? null : shardsNotIn(new SerialSet(shorts, Set.of())).getFirst();
    }
    SerialTable table = SerialTree.table(shorts, name);
    return table == null ? null : shard(name, table);
  }

  private static SerialShard shard(String name, SerialTable table) {
    List<SerialNumber> serials = new ArrayList<>(table.size());
    for (int i = 0; i < table.size(); i++) {
      serials.add(serial(table.high(i), table.low(i)));
    }
    return new SerialShard(name, serials);
  }

  private static SerialNumber serial(long high, long low) {
    byte[] octets = ByteBuffer.allocate(SHORT_OCTETS).putLong(high).putLong(low).array();
    return new SerialNumber(new BigInteger(1, octets));
  }

  /**
   * Compares identity first; two sets of a million that share nothing are compared number by
   * number.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof SerialSet that
            && size() == that.size()
            && others.equals(that.others)
            && isEqual(shorts, that.shorts));
  }

  // Trees derived from each other share their unchanged parts.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isEqual(SerialTree one, SerialTree other) {
    if (one == other) {
      return true;
    }
    if (one instanceof SerialTree.Branch a && other instanceof SerialTree.Branch b) {
      for (int digit = 0; digit < SerialTree.CHILDREN; digit++) {
        if (!isEqual(a.child(digit), b.child(digit))) {
          return false;
        }
      }
      return true;
    }
    return one instanceof SerialTree.Leaf(SerialTable a)
        && other instanceof SerialTree.Leaf(SerialTable b)
        && a.equals(b);
  }

  /** Independent of the changes that led to these numbers. */
  @Override
  public int hashCode() {
    if (hash == 0) {
      long[] sum = {others.hashCode()};
      shorts.forEach((high, low) -> sum[0] += SerialTree.hash(high, low));
      hash = Long.hashCode(sum[0]) | 1;
    }
    return hash;
  }

  /** The number of elements, without the elements. */
  @Override
  public String toString() {
    return size() + " serial numbers";
  }
}
