package dev.edgekeep.edge.ocsp;

import java.util.Comparator;

/**
 * A responder, as the admin page shows it. Immutable.
 *
 * @param underWay questions under way
 * @param failures in a row
 */
public record ResponderStatus(String url, int underWay, int failures)
    implements Comparable<ResponderStatus> {
  @Override
  public int compareTo(ResponderStatus other) {
    return Comparator.comparing(ResponderStatus::url)
        .thenComparingInt(ResponderStatus::underWay)
        .compare(this, other);
  }
}
