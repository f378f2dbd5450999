package dev.edgekeep.edge.proxyprotocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Headers of version 2 as bytes, written by hand from the specification. */
public final class HeaderBytes {
  public static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final HexFormat HEX = HexFormat.of();

  private HeaderBytes() {}

  /** A line of version 1. */
  public static byte[] line(String text) {
    return (text + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * A header of version 2 with the right length.
   *
   * @param command version, command, family and transport, as two bytes in hexadecimal
   * @param rest the addresses and TLVs in hexadecimal; blanks do not count
   */
  public static byte[] of(String command, String rest) {
    byte[] body = HEX.parseHex(rest.replace(" ", ""));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(HEX.parseHex(SIGNATURE + command));
    all.write(body.length >>> 8);
    all.write(body.length);
    all.writeBytes(body);
    return all.toByteArray();
  }

  /** The same with a checksum as the last TLV, which is right if {@code difference} is 0. */
  public static byte[] withChecksum(String command, String rest, int difference) {
    byte[] bytes = of(command, rest + "03 0004 00000000");
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    int value = (int) sum.getValue() + difference;
    for (int i = 0; i < 4; i++) {
      bytes[bytes.length - 4 + i] = (byte) (value >>> (24 - 8 * i));
    }
    return bytes;
  }
}
