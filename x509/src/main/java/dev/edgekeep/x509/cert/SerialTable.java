package dev.edgekeep.x509.cert;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Unsigned numbers of 128 bits in ascending order, two longs each. Immutable; any thread. A change
 * copies the whole table.
 */
final class SerialTable {
  static final SerialTable EMPTY = new SerialTable(new long[0], new long[0]);

  private final long[] high;
  private final long[] low;

  private SerialTable(long[] high, long[] low) {
    this.high = high;
    this.low = low;
  }

  /** Takes ownership of the arrays, which are sorted in place; duplicates are removed. */
  static SerialTable of(long[] high, long[] low) {
    sort(high, low);
    int kept = 0;
    for (int i = 0; i < high.length; i++) {
      if (kept == 0 || high[kept - 1] != high[i] || low[kept - 1] != low[i]) {
        high[kept] = high[i];
        low[kept++] = low[i];
      }
    }
    return new SerialTable(Arrays.copyOf(high, kept), Arrays.copyOf(low, kept));
  }

  /** Takes ownership of arrays whose numbers are in ascending order, without duplicates. */
  static SerialTable sorted(long[] high, long[] low) {
    return new SerialTable(high, low);
  }

  /** Sorts pairs in place by heap sort, whose time does not depend on their order. */
  private static void sort(long[] high, long[] low) {
    for (int root = high.length / 2 - 1; root >= 0; root--) {
      sink(high, low, root, high.length);
    }
    for (int end = high.length - 1; end > 0; end--) {
      swap(high, low, 0, end);
      sink(high, low, 0, end);
    }
  }

  private static void sink(long[] high, long[] low, int from, int end) {
    int root = from;
    while (2 * root + 1 < end) {
      int child = 2 * root + 1;
      if (child + 1 < end
          && compare(high[child], low[child], high[child + 1], low[child + 1]) < 0) {
        child++;
      }
      if (compare(high[root], low[root], high[child], low[child]) >= 0) {
        return;
      }
      swap(high, low, root, child);
      root = child;
    }
  }

  private static void swap(long[] high, long[] low, int a, int b) {
    long h = high[a];
    high[a] = high[b];
    high[b] = h;
    long l = low[a];
    low[a] = low[b];
    low[b] = l;
  }

  private static int compare(long highA, long lowA, long highB, long lowB) {
    return highA == highB ? Long.compareUnsigned(lowA, lowB) : Long.compareUnsigned(highA, highB);
  }

  int size() {
    return high.length;
  }

  long high(int index) {
    return high[index];
  }

  long low(int index) {
    return low[index];
  }

  boolean contains(long h, long l) {
    return find(h, l) >= 0;
  }

  /** The index of a number, or {@code -(insertion point) - 1} if it is missing. */
  private int find(long h, long l) {
    int from = 0;
    int to = high.length - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      int order = compare(high[middle], low[middle], h, l);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        from = middle + 1;
      } else {
        to = middle - 1;
      }
    }
    return -from - 1;
  }

  SerialTable with(long h, long l) {
    int place = -find(h, l) - 1;
    return place < 0 ? this : new SerialTable(inserted(high, place, h), inserted(low, place, l));
  }

  SerialTable without(long h, long l) {
    int place = find(h, l);
    return place < 0 ? this : new SerialTable(removed(high, place), removed(low, place));
  }

  private static long[] inserted(long[] values, int place, long value) {
    long[] result = new long[values.length + 1];
    System.arraycopy(values, 0, result, 0, place);
    result[place] = value;
    System.arraycopy(values, place, result, place + 1, values.length - place);
    return result;
  }

  private static long[] removed(long[] values, int place) {
    long[] result = new long[values.length - 1];
    System.arraycopy(values, 0, result, 0, place);
    System.arraycopy(values, place + 1, result, place, result.length - place);
    return result;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SerialTable that
        && Arrays.equals(high, that.high)
        && Arrays.equals(low, that.low);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(high) + Arrays.hashCode(low);
  }
}
