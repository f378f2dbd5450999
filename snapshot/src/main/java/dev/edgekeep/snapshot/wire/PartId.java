package dev.edgekeep.snapshot.wire;

import java.util.Comparator;

/**
 * The identity of a part in a snapshot: {@code host www.example.com}. Immutable.
 *
 * @param kind may be one that this version of the program does not know
 * @param key tells the part from the others of its kind
 */
public record PartId(String kind, String key) implements Comparable<PartId> {
  static final int MAX_KIND = 64;
  static final int MAX_KEY = 1024;

  private static final Comparator<PartId> ORDER =
      Comparator.comparing(PartId::kind).thenComparing(PartId::key);

  public PartId {
    if (kind.isEmpty() || kind.length() > MAX_KIND || key.length() > MAX_KEY) {
      throw new IllegalArgumentException(
          "a part's kind has 1 to %d characters, and its key up to %d"
              .formatted(MAX_KIND, MAX_KEY));
    }
    if (kind.indexOf('\0') >= 0 || key.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a part's kind and key have no zero octet");
    }
  }

  @Override
  public int compareTo(PartId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return key.isEmpty() ? kind : kind + " " + key;
  }
}
