package dev.edgekeep.rules.evaluate;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64 (RFC 4648). */
final class Encodings {
  private Encodings() {}

  /**
   * @param flags {@code u} for the alphabet of URLs, {@code p} for padding
   */
  static String base64(String text, String flags) {
    Base64.Encoder encoder = flags.contains("u") ? Base64.getUrlEncoder() : Base64.getEncoder();
    Base64.Encoder padded = flags.contains("p") ? encoder : encoder.withoutPadding();
    return padded.encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Decodes either alphabet; null if the text is not Base64. */
  static @Nullable String fromBase64(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
