package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.Compression;
import dev.edgekeep.snapshot.Compression.Encoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a host's {@code compression}. */
final class CompressionReader {
  private static final Map<String, Encoding> ENCODINGS = encodings();

  private CompressionReader() {}

  private static Map<String, Encoding> encodings() {
    Map<String, Encoding> encodings = new LinkedHashMap<>();
    for (Encoding encoding : Encoding.values()) {
      encodings.put(encoding.name().toLowerCase(Locale.ROOT), encoding);
    }
    return encodings;
  }

  static @Nullable Compression read(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    List<Encoding> encodings = encodings(section.get("encodings"));
    long minBytes =
        section.number("minBytes", Compression.MIN_BYTES, Compression.DEFAULT.minBytes());
    List<String> types = types(section.get("types"));
    boolean allowAuthenticated = section.flag("allowAuthenticated", false);
    section.end();
    return new Compression(
        encodings.isEmpty() ? Compression.DEFAULT.encodings() : encodings,
        minBytes,
        types.isEmpty() ? Compression.DEFAULT.types() : types,
        allowAuthenticated);
  }

  private static List<Encoding> encodings(@Nullable Value value) {
    List<Encoding> encodings = new ArrayList<>();
    for (Value item : items(value)) {
      Encoding encoding = item.choice(ENCODINGS);
      if (encoding != null && encodings.contains(encoding)) {
        item.error("this encoding is listed already; remove it");
      } else if (encoding != null) {
        encodings.add(encoding);
      }
    }
    return encodings;
  }

  private static List<String> types(@Nullable Value value) {
    List<String> types = new ArrayList<>();
    for (Value item : items(value)) {
      String text = item.text();
      String type = text == null ? null : text.toLowerCase(Locale.ROOT);
      if (type != null && !Compression.isType(type)) {
        item.error(
            "%s is not a media type; give one, as text/* or application/json"
                .formatted(Quoted.text(type)));
      } else if (type != null) {
        types.add(type);
      }
    }
    return types;
  }

  private static List<Value> items(@Nullable Value value) {
    List<Value> items = value == null ? List.of() : value.items();
    if (value != null && items.isEmpty()) {
      value.error("the list is empty; give at least one, or leave it out");
    }
    return items;
  }
}
