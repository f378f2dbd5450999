package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.FromHeader;
import dev.edgekeep.snapshot.FromHeader.Format;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code fromHeader}: the balancers that pass on client certificates. */
final class FromHeaderReader {
  private static final Map<String, Format> FORMATS = formats();

  private FromHeaderReader() {}

  /** Null, and reported, when it is not complete. */
  static @Nullable FromHeader read(@Nullable Value value, @Nullable Mode mode) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    Value trust =
        section.require("trust", "give the addresses of the balancers, as in [\"10.0.0.0/8\"]");
    Value formatValue = section.require("format", "give rfc9440, xfcc or alb");
    Format format = formatValue == null ? null : formatValue.choice(FORMATS);
    section.end();
    List<AddressRange> ranges = trust == null ? List.of() : AddressRangeReader.read(trust);
    if (trust != null && AddressRangeReader.hasEveryAddress(ranges)) {
      trust.error(
          "this is every address, so that any client could claim any certificate; give the"
              + " addresses of the balancers only");
      return null;
    }
    if (mode == Mode.OFF) {
      section.error("this has no effect while the mode is off; give request or require");
      return null;
    }
    return ranges.isEmpty() || format == null ? null : new FromHeader(ranges, format);
  }

  private static Map<String, Format> formats() {
    Map<String, Format> formats = new LinkedHashMap<>();
    formats.put("rfc9440", Format.RFC9440);
    formats.put("xfcc", Format.XFCC);
    formats.put("alb", Format.ALB);
    return formats;
  }
}
