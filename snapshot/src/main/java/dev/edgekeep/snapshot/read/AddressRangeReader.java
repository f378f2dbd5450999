package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node.Sequence;
import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Value;
import java.util.ArrayList;
import java.util.List;

/** Reads lists of IP addresses and ranges of them. */
final class AddressRangeReader {
  private AddressRangeReader() {}

  /** The ranges; empty, and reported, when there is none. */
  static List<AddressRange> read(Value value) {
    List<AddressRange> ranges = new ArrayList<>();
    List<Value> items = value.items();
    for (Value item : items) {
      String text = item.text();
      if (text != null) {
        try {
          ranges.add(AddressRange.parse(text));
        } catch (IllegalArgumentException _) {
          item.error(
              "%s is not an IP address or a range; give one as 10.0.0.0/8, 192.0.2.7 or fd00::/8"
                  .formatted(Quoted.text(text)));
        }
      }
    }
    if (items.isEmpty() && value.node() instanceof Sequence) {
      value.error("there is no address; give one, as in [\"10.0.0.0/8\"]");
    }
    return ranges;
  }

  /** Returns whether a range has all addresses of a family. */
  static boolean hasEveryAddress(List<AddressRange> ranges) {
    return ranges.stream().anyMatch(range -> range.prefix() == 0);
  }
}
