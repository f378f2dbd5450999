package dev.edgekeep.snapshot;

import dev.edgekeep.config.value.Bounds;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * The compression of a host's responses.
 *
 * @param encodings in order of preference, each once; at least one
 * @param minBytes responses that are known to be shorter are left as they are
 * @param types media types in lower case, in which {@code *} stands for any characters; at least
 *     one
 * @param allowAuthenticated whether responses to authenticated clients are compressed as well,
 *     though their length may then betray secrets in them (BREACH)
 */
public record Compression(
    List<Encoding> encodings, long minBytes, List<String> types, boolean allowAuthenticated) {
  public static final Bounds MIN_BYTES = new Bounds(0, 1_073_741_824);

  public static final Compression DEFAULT =
      new Compression(
          List.of(Encoding.ZSTD, Encoding.BR, Encoding.GZIP),
          1_024,
          List.of(
              "text/*",
              "application/json",
              "application/*+json",
              "application/javascript",
              "application/xml",
              "application/*+xml",
              "application/wasm",
              "image/svg+xml"),
          false);

  public Compression {
    encodings = List.copyOf(encodings);
    types = List.copyOf(types);
    MIN_BYTES.check("minBytes", minBytes);
    if (encodings.isEmpty() || new HashSet<>(encodings).size() != encodings.size()) {
      throw new IllegalArgumentException("encodings is empty, or has one of them twice");
    }
    if (types.isEmpty() || !types.stream().allMatch(Compression::isType)) {
      throw new IllegalArgumentException("types is empty, or has something that is not a type");
    }
  }

  /** Returns whether a text is a media type in lower case, with or without {@code *}. */
  public static boolean isType(String text) {
    int slash = text.indexOf('/');
    return slash > 0
        && slash == text.lastIndexOf('/')
        && slash < text.length() - 1
        && text.equals(text.toLowerCase(Locale.ROOT))
        && ForwardPolicy.isHeaderName(text.replace("/", ""));
  }

  /** A content coding (RFC 9110 §8.4.1). */
  public enum Encoding {
    /** RFC 8878. */
    ZSTD,
    /** Brotli, RFC 7932. */
    BR,
    /** RFC 1952. */
    GZIP
  }
}
