package dev.edgekeep.snapshot;

import java.util.Base64;

/**
 * The SHA-256 of a SubjectPublicKeyInfo, written {@code sha256/} and Base64 (RFC 7469 §2.4).
 * Immutable.
 *
 * @param base64 of 32 bytes, with padding
 */
public record KeyPin(String base64) {
  private static final String PREFIX = "sha256/";
  private static final int BYTES = 32;

  public KeyPin {
    if (Base64.getDecoder().decode(base64).length != BYTES) {
      throw new IllegalArgumentException("a pin is the Base64 of %d bytes".formatted(BYTES));
    }
  }

  /** The pin of a hash. */
  public static KeyPin of(byte[] sha256) {
    return new KeyPin(Base64.getEncoder().encodeToString(sha256));
  }

  /**
   * Parses a pin.
   *
   * @throws IllegalArgumentException when the text is not a pin
   */
  public static KeyPin parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("a pin begins with " + PREFIX);
    }
    return of(Base64.getDecoder().decode(text.substring(PREFIX.length())));
  }

  /** As it is written in a configuration. */
  @Override
  public String toString() {
    return PREFIX + base64;
  }
}
