package dev.edgekeep.keyless;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The name of an RSA key for older peers: SHA-256 over the upper-case hexadecimal text of the
 * modulus, 32 bytes as four numbers.
 */
public record ModulusDigest(long first, long second, long third, long fourth) {
  /** The length in bytes. */
  public static final int LENGTH = 32;

  /** The digest of a modulus. */
  public static ModulusDigest of(BigInteger modulus) {
    String text = modulus.toString(16).toUpperCase(Locale.ROOT);
    try {
      return read(
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.US_ASCII))));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static ModulusDigest read(ByteBuffer in) {
    return new ModulusDigest(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }

  void write(ByteBuffer out) {
    out.putLong(first).putLong(second).putLong(third).putLong(fourth);
  }

  /** 64 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
    write(bytes);
    return HexFormat.of().formatHex(bytes.array());
  }
}
