package dev.edgekeep.rules.type;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A set of addresses: sorted, disjoint ranges, searched by bisection. */
final class AddressRanges implements ValueTest.OfAddress {
  /** A range from {@code first} to {@code last}, inclusive. */
  record Range(IpAddress first, IpAddress last) {
    /**
     * Parses an address, a prefix {@code a/n} or a range {@code a..b}; null if the text is none of
     * these.
     */
    static @Nullable Range parse(String literal) {
      int dots = literal.indexOf("..");
      if (dots > 0) {
        return between(
            IpAddress.parse(literal.substring(0, dots)),
            IpAddress.parse(literal.substring(dots + 2)));
      }
      int slash = literal.indexOf('/');
      if (slash > 0) {
        return prefix(IpAddress.parse(literal.substring(0, slash)), literal.substring(slash + 1));
      }
      IpAddress one = IpAddress.parse(literal);
      return one == null ? null : new Range(one, one);
    }

    private static @Nullable Range between(@Nullable IpAddress first, @Nullable IpAddress last) {
      return first == null
              || last == null
              || first.isV4() != last.isV4()
              || first.compareTo(last) > 0
          ? null
          : new Range(first, last);
    }

    private static @Nullable Range prefix(@Nullable IpAddress address, String length) {
      if (address == null || !length.matches("[0-9]{1,3}")) {
        return null;
      }
      int bits = Integer.parseInt(length);
      return bits > address.bits()
          ? null
          : new Range(address.network(bits), address.broadcast(bits));
    }
  }

  private final IpAddress[] firsts;
  private final IpAddress[] lasts;

  AddressRanges(List<Range> ranges) {
    List<Range> merged = merged(ranges);
    this.firsts = merged.stream().map(Range::first).toArray(IpAddress[]::new);
    this.lasts = merged.stream().map(Range::last).toArray(IpAddress[]::new);
  }

  private static List<Range> merged(List<Range> ranges) {
    List<Range> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparing(Range::first));
    List<Range> merged = new ArrayList<>();
    for (Range range : sorted) {
      Range before = merged.isEmpty() ? null : merged.getLast();
      if (before == null || before.last.compareTo(range.first) < 0) {
        merged.add(range);
      } else if (before.last.compareTo(range.last) < 0) {
        merged.set(merged.size() - 1, new Range(before.first, range.last));
      }
    }
    return merged;
  }

  @Override
  public boolean test(IpAddress address) {
    int low = 0;
    int high = firsts.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (address.compareTo(firsts[middle]) < 0) {
        high = middle - 1;
      } else if (address.compareTo(lasts[middle]) > 0) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }
}
