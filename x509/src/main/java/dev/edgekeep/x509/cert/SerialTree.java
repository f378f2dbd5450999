package dev.edgekeep.x509.cert;

import org.jspecify.annotations.Nullable;

/**
 * A set of unsigned 128-bit numbers, as a tree of sorted tables. A change copies one table and the
 * branches above it; everything else is shared with the previous tree. The shape depends only on
 * the numbers, and not on the order of the changes. Immutable; any thread.
 */
sealed interface SerialTree {
  SerialTree EMPTY = new Leaf(SerialTable.EMPTY);

  /** The maximum size of a table: a change copies 8 KiB. */
  int MAX_LEAF = 512;

  /** A digit of the hash has 4 bits: a branch has 16 children, and the tree at most 16 levels. */
  int DIGIT_BITS = 4;

  int CHILDREN = 1 << DIGIT_BITS;
  int MAX_DEPTH = Long.SIZE / DIGIT_BITS;

  int size();

  boolean contains(long high, long low);

  /** This tree with a number that it does not contain, at a depth below the root. */
  SerialTree with(long high, long low, int depth);

  /** This tree without a number that it contains, at a depth below the root. */
  SerialTree without(long high, long low, int depth);

  /** Passes every number in a defined order. */
  void forEach(NumberConsumer consumer);

  /** Receives numbers of 128 bits. */
  @FunctionalInterface
  interface NumberConsumer {
    void accept(long high, long low);
  }

  /** The tree of the numbers in a table. */
  static SerialTree of(SerialTable table) {
    return of(table, 0);
  }

  private static SerialTree of(SerialTable table, int depth) {
    if (table.size() <= MAX_LEAF || depth == MAX_DEPTH) {
      return new Leaf(table);
    }
    int[] counts = new int[CHILDREN];
    for (int i = 0; i < table.size(); i++) {
      counts[digit(table.high(i), table.low(i), depth)]++;
    }
    SerialTree[] children = new SerialTree[CHILDREN];
    for (int digit = 0; digit < CHILDREN; digit++) {
      children[digit] = of(withDigit(table, digit, depth, counts[digit]), depth + 1);
    }
    return new Branch(children, table.size(), depth);
  }

  private static SerialTable withDigit(SerialTable table, int digit, int depth, int count) {
    long[] high = new long[count];
    long[] low = new long[count];
    int next = 0;
    for (int i = 0; i < table.size(); i++) {
      if (digit(table.high(i), table.low(i), depth) == digit) {
        high[next] = table.high(i);
        low[next++] = table.low(i);
      }
    }
    return SerialTable.sorted(high, low);
  }

  /** The digit of a number's hash that selects a child at a depth. */
  static int digit(long high, long low, int depth) {
    return (int) (hash(high, low) >>> (Long.SIZE - DIGIT_BITS * (depth + 1))) & (CHILDREN - 1);
  }

  /** The finalizer of SplitMix64, which spreads consecutive numbers. */
  static long hash(long high, long low) {
    long mixed = high * 31 + low;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }

  /** A sorted table. */
  record Leaf(SerialTable table) implements SerialTree {
    @Override
    public int size() {
      return table.size();
    }

    @Override
    public boolean contains(long high, long low) {
      return table.contains(high, low);
    }

    @Override
    public SerialTree with(long high, long low, int depth) {
      return of(table.with(high, low), depth);
    }

    @Override
    public SerialTree without(long high, long low, int depth) {
      return new Leaf(table.without(high, low));
    }

    @Override
    public void forEach(NumberConsumer consumer) {
      for (int i = 0; i < table.size(); i++) {
        consumer.accept(table.high(i), table.low(i));
      }
    }
  }

  /** Children by a digit of the hash; more than {@link #MAX_LEAF} numbers together. */
  final class Branch implements SerialTree {
    private final SerialTree[] children;
    private final int size;
    private final int depth;

    private Branch(SerialTree[] children, int size, int depth) {
      this.children = children;
      this.size = size;
      this.depth = depth;
    }

    SerialTree child(int digit) {
      return children[digit];
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public boolean contains(long high, long low) {
      return children[digit(high, low, depth)].contains(high, low);
    }

    @Override
    public SerialTree with(long high, long low, int depth) {
      int digit = digit(high, low, depth);
      return replaced(digit, children[digit].with(high, low, depth + 1), size + 1);
    }

    @Override
    public SerialTree without(long high, long low, int depth) {
      int digit = digit(high, low, depth);
      Branch smaller = replaced(digit, children[digit].without(high, low, depth + 1), size - 1);
      return smaller.size > MAX_LEAF ? smaller : smaller.merged();
    }

    private Branch replaced(int digit, SerialTree child, int newSize) {
      SerialTree[] copy = children.clone();
      copy[digit] = child;
      return new Branch(copy, newSize, depth);
    }

    private Leaf merged() {
      long[] high = new long[size];
      long[] low = new long[size];
      int[] next = {0};
      forEach((h, l) -> {
        high[next[0]] = h;
        low[next[0]++] = l;
      });
      return new Leaf(SerialTable.of(high, low));
    }

    @Override
    public void forEach(NumberConsumer consumer) {
      for (SerialTree child : children) {
        child.forEach(consumer);
      }
    }
  }

  /** The table at a path of hexadecimal digits; null if there is none. */
  static @Nullable SerialTable table(SerialTree tree, String path) {
    SerialTree at = tree;
    for (int i = 0; i < path.length(); i++) {
      int digit = Character.digit(path.charAt(i), CHILDREN);
      if (digit < 0 || !(at instanceof Branch branch)) {
        return null;
      }
      at = branch.child(digit);
    }
    return at instanceof Leaf leaf && leaf.size() > 0 ? leaf.table() : null;
  }
}
