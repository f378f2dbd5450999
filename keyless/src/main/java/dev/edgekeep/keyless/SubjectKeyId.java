package dev.edgekeep.keyless;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The name of a key: SHA-1 over the content of the public key's BIT STRING (RFC 5280 §4.2.1.2,
 * method 1), 20 bytes as three numbers.
 */
public record SubjectKeyId(long high, long middle, int low) {
  /** The length in bytes. */
  public static final int LENGTH = 20;

  private static final HexFormat HEX = HexFormat.of();

  /**
   * @throws IllegalArgumentException when there are not 20 bytes
   */
  public static SubjectKeyId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "a subject key identifier has %d bytes, and not %d".formatted(LENGTH, bytes.length));
    }
    return read(ByteBuffer.wrap(bytes));
  }

  /**
   * Reads 40 hexadecimal digits; colons between bytes are accepted, as openssl prints them.
   *
   * @throws IllegalArgumentException when the text is something else
   */
  public static SubjectKeyId parse(String text) {
    return of(HEX.parseHex(text.replace(":", "")));
  }

  static SubjectKeyId read(ByteBuffer in) {
    return new SubjectKeyId(in.getLong(), in.getLong(), in.getInt());
  }

  void write(ByteBuffer out) {
    out.putLong(high).putLong(middle).putInt(low);
  }

  /** The 20 bytes. */
  public byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
    write(bytes);
    return bytes.array();
  }

  /** 40 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HEX.formatHex(bytes());
  }
}
