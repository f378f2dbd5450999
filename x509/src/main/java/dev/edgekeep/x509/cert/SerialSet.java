package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.Slice;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serial numbers, exactly: a million that were revoked, asked about for every request. A number
 * from 0 to 2^128 - 1 takes 16 bytes; longer and negative ones exist (RFC 5280 §4.1.2.2 allows 20
 * octets) and take some hundred. Immutable; any thread.
 *
 * <p>A large sorted table, and two small ones of what was added to it and removed from it since:
 * {@link #with} and {@link #without} copy the small ones only, until they have grown to {@value
 * #MAX_CHANGES} numbers and are merged into the large one in one pass (some 10 ms for a million).
 */
public final class SerialSet {
  public static final SerialSet EMPTY =
      new SerialSet(SerialTable.EMPTY, SerialTable.EMPTY, SerialTable.EMPTY, Set.of());

  /** Enough for merges to be rare, and little to copy: 16 KiB. */
  private static final int MAX_CHANGES = 1024;

  private static final int SHORT_OCTETS = 16;
  private static final int SHORT_BITS = 8 * SHORT_OCTETS;

  private final SerialTable base;
  // Not in the base.
  private final SerialTable added;
  // In the base.
  private final SerialTable removed;
  private final Set<SerialNumber> others;
  // Made when first asked for; a race only makes it twice.
  private int hash;

  private SerialSet(
      SerialTable base, SerialTable added, SerialTable removed, Set<SerialNumber> others) {
    this.base = base;
    this.added = added;
    this.removed = removed;
    this.others = others;
  }

  public static SerialSet of(SerialNumber... serials) {
    return of(Set.of(serials));
  }

  /** The numbers of a collection, in which one may come twice. */
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
    return of(SerialTable.of(high, low), SerialTable.EMPTY, SerialTable.EMPTY, others);
  }

  private static SerialSet of(
      SerialTable base, SerialTable added, SerialTable removed, Set<SerialNumber> others) {
    if (added.size() + removed.size() > MAX_CHANGES) {
      return of(base.merged(added, removed), SerialTable.EMPTY, SerialTable.EMPTY, others);
    }
    boolean nothing = base.size() + added.size() - removed.size() == 0 && others.isEmpty();
    return nothing ? EMPTY : new SerialSet(base, added, removed, Set.copyOf(others));
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
    return base.size() + added.size() - removed.size() + others.size();
  }

  public boolean isEmpty() {
    return size() == 0;
  }

  public boolean contains(SerialNumber serial) {
    return isShort(serial)
        ? containsShort(high(serial), low(serial))
        : !others.isEmpty() && others.contains(serial);
  }

  /**
   * Whether the serial number of a certificate is here. Allocates nothing for numbers of up to 16
   * octets.
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
    return containsShort(high, low);
  }

  /** Of an INTEGER's octets in two's complement, where a 17th may only be the sign. */
  private static boolean isShort(Slice octets) {
    return octets.at(0) < 0x80
        && (octets.length() <= SHORT_OCTETS
            || (octets.length() == SHORT_OCTETS + 1 && octets.at(0) == 0));
  }

  private boolean containsShort(long high, long low) {
    return added.contains(high, low) || (base.contains(high, low) && !removed.contains(high, low));
  }

  /** These and {@code serial}; this very set when it is here already. */
  public SerialSet with(SerialNumber serial) {
    if (contains(serial)) {
      return this;
    }
    if (!isShort(serial)) {
      Set<SerialNumber> more = new HashSet<>(others);
      more.add(serial);
      return of(base, added, removed, more);
    }
    long high = high(serial);
    long low = low(serial);
    return base.contains(high, low)
        ? of(base, added, removed.without(high, low), others)
        : of(base, added.with(high, low), removed, others);
  }

  /** These without {@code serial}; this very set when it is not here. */
  public SerialSet without(SerialNumber serial) {
    if (!contains(serial)) {
      return this;
    }
    if (!isShort(serial)) {
      Set<SerialNumber> fewer = new HashSet<>(others);
      fewer.remove(serial);
      return of(base, added, removed, fewer);
    }
    long high = high(serial);
    long low = low(serial);
    return base.contains(high, low)
        ? of(base, added, removed.with(high, low), others)
        : of(base, added.without(high, low), removed, others);
  }

  /** Hands over every number, in no particular order. */
  public void forEach(Consumer<SerialNumber> consumer) {
    forEachShort((high, low) -> consumer.accept(serial(high, low)));
    others.forEach(consumer);
  }

  private void forEachShort(ShortConsumer consumer) {
    for (int i = 0; i < base.size(); i++) {
      if (removed.size() == 0 || !removed.contains(base.high(i), base.low(i))) {
        consumer.accept(base.high(i), base.low(i));
      }
    }
    for (int i = 0; i < added.size(); i++) {
      consumer.accept(added.high(i), added.low(i));
    }
  }

  @FunctionalInterface
  private interface ShortConsumer {
    void accept(long high, long low);
  }

  private static SerialNumber serial(long high, long low) {
    return new SerialNumber(unsigned(high).shiftLeft(Long.SIZE).or(unsigned(low)));
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  /** By identity first; two sets of a million that were made apart take a good while. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof SerialSet that
            && size() == that.size()
            && hashCode() == that.hashCode()
            && others.equals(that.others)
            && that.containsShorts(this));
  }

  private boolean containsShorts(SerialSet those) {
    boolean[] all = {true};
    those.forEachShort((high, low) -> all[0] &= containsShort(high, low));
    return all[0];
  }

  /** The same however the numbers came here. */
  @Override
  public int hashCode() {
    if (hash == 0) {
      long[] sum = {others.hashCode()};
      forEachShort((high, low) -> sum[0] += mixed(high, low));
      hash = Long.hashCode(sum[0]) | 1;
    }
    return hash;
  }

  private static long mixed(long high, long low) {
    long product = (high * 31 + low) * 0x9E3779B97F4A7C15L;
    return product ^ product >>> 29;
  }

  /** How many there are; not which. */
  @Override
  public String toString() {
    return size() + " serial numbers";
  }
}
