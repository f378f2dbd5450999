package dev.edgekeep.edge.route;

import org.jspecify.annotations.Nullable;

/**
 * Exact paths and prefixes with their positions, found in one pass over a path without allocation.
 * Immutable once it is filled; then any thread.
 */
final class PathIndex {
  private static final int NONE = Integer.MAX_VALUE;

  private final boolean ignoresFinalSlash;
  private final @Nullable String[] keys;
  private final int[] exact;
  private final int[] prefixes;
  private boolean isEmpty = true;

  /**
   * @param most paths and prefixes that are added
   * @param ignoresFinalSlash whether {@code /a} and {@code /a/} are the same exact path
   */
  PathIndex(int most, boolean ignoresFinalSlash) {
    int size = Integer.highestOneBit(Math.max(most, 1)) * 4;
    this.ignoresFinalSlash = ignoresFinalSlash;
    this.keys = new @Nullable String[size];
    this.exact = new int[size];
    this.prefixes = new int[size];
  }

  /** Adds a path; the first position of a path counts. */
  void addExact(String path, int position) {
    boolean isCut = ignoresFinalSlash && path.endsWith("/");
    int slot = claim(isCut ? path.substring(0, path.length() - 1) : path);
    exact[slot] = Math.min(exact[slot], position);
  }

  /** Adds everything at {@code base} and below it. */
  void addPrefix(String base, int position) {
    int slot = claim(base);
    prefixes[slot] = Math.min(prefixes[slot], position);
  }

  boolean isEmpty() {
    return isEmpty;
  }

  private int claim(String key) {
    isEmpty = false;
    int slot = slotOf(key.hashCode());
    while (keys[slot] != null && !key.equals(keys[slot])) {
      slot = next(slot);
    }
    if (keys[slot] == null) {
      keys[slot] = key;
      exact[slot] = NONE;
      prefixes[slot] = NONE;
    }
    return slot;
  }

  /** The first position that matches, or {@code otherwise} if that is not behind it. */
  int first(String path, int otherwise) {
    int first = otherwise;
    int length = path.length();
    // As String.hashCode has it for the part before i.
    int hash = 0;
    int hashBeforeLast = 0;
    for (int i = 0; i < length; i++) {
      char c = path.charAt(i);
      if (c == '/') {
        first = Math.min(first, at(prefixes, path, i, hash));
      }
      hashBeforeLast = hash;
      hash = 31 * hash + c;
    }
    first = Math.min(first, at(prefixes, path, length, hash));
    first = Math.min(first, at(exact, path, length, hash));
    if (ignoresFinalSlash && length > 0 && path.charAt(length - 1) == '/') {
      first = Math.min(first, at(exact, path, length - 1, hashBeforeLast));
    }
    return first;
  }

  /** The position of the first {@code end} characters. */
  private int at(int[] positions, String path, int end, int hash) {
    int slot = slotOf(hash);
    for (String key = keys[slot]; key != null; key = keys[slot]) {
      if (key.length() == end && path.startsWith(key)) {
        return positions[slot];
      }
      slot = next(slot);
    }
    return NONE;
  }

  private int slotOf(int hash) {
    int mixed = hash * 0x9E3779B9;
    return (mixed >>> 16 ^ mixed) & (keys.length - 1);
  }

  private int next(int slot) {
    return (slot + 1) & (keys.length - 1);
  }
}
