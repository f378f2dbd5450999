package dev.edgekeep.x509.cert;

import java.math.BigInteger;
import java.util.HexFormat;

/**
 * A certificate serial number (RFC 5280 §4.1.2.2). Zero and negative numbers exist and are
 * accepted.
 */
public record SerialNumber(BigInteger value) {
  private static final HexFormat PAIRS = HexFormat.ofDelimiter(":");

  /**
   * Parses hexadecimal digits, with or without colons between pairs: {@code 0a:1b}, {@code 0A1B},
   * {@code -01}. Leading zeros are ignored.
   *
   * @throws IllegalArgumentException if the text is not hexadecimal; the message says so
   */
  public static SerialNumber parse(String text) {
    String digits = text.strip().replace(":", "");
    if (!digits.matches("-?[0-9a-fA-F]{1,128}")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a serial number; expected hexadecimal as in 0a:1b:2c");
    }
    return new SerialNumber(new BigInteger(digits, 16));
  }

  /** Returns whether the number is valid by RFC 5280: positive, at most 20 octets. */
  public boolean isConforming() {
    return value.signum() > 0 && value.bitLength() < 160;
  }

  /**
   * Lower-case hexadecimal, pairs separated by colons: {@code 0a:1b}; a minus sign before a
   * negative number.
   */
  @Override
  public String toString() {
    byte[] octets = value.abs().toByteArray();
    int from = octets.length > 1 && octets[0] == 0 ? 1 : 0;
    return (value.signum() < 0 ? "-" : "") + PAIRS.formatHex(octets, from, octets.length);
  }
}
