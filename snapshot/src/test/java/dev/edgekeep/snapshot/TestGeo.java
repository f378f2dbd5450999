package dev.edgekeep.snapshot;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Files in MaxMind's format for tests. */
public final class TestGeo {
  private TestGeo() {}

  /** A database that knows the country of one IPv4 prefix of eight bits. */
  public static byte[] knowing(int firstOctet, String code) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int bit = 0; bit < 8; bit++) {
      // Nothing is known (8) on the other side; the data section begins 16 after the nodes.
      int next = bit == 7 ? 8 + 16 : bit + 1;
      boolean isRight = (firstOctet >> (7 - bit) & 1) == 1;
      node(out, isRight ? 8 : next);
      node(out, isRight ? next : 8);
    }
    out.writeBytes(new byte[16]);
    out.write(0xe1);
    text(out, "country");
    out.write(0xe1);
    text(out, "iso_code");
    text(out, code);
    metadata(out);
    return out.toByteArray();
  }

  private static void node(ByteArrayOutputStream out, int record) {
    out.writeBytes(new byte[] {0, 0, (byte) record});
  }

  private static void metadata(ByteArrayOutputStream out) {
    out.writeBytes(new byte[] {(byte) 0xab, (byte) 0xcd, (byte) 0xef});
    out.writeBytes("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
    out.write(0xe0 + 9);
    number(out, "node_count", 8);
    number(out, "record_size", 24);
    number(out, "ip_version", 4);
    number(out, "binary_format_major_version", 2);
    number(out, "binary_format_minor_version", 0);
    text(out, "database_type");
    text(out, "Test-Country");
    text(out, "languages");
    out.writeBytes(new byte[] {0, 4});
    text(out, "build_epoch");
    out.writeBytes(new byte[] {1, 2, 1});
    text(out, "description");
    out.write(0xe0);
  }

  private static void number(ByteArrayOutputStream out, String name, int value) {
    text(out, name);
    boolean isCount = name.equals("node_count");
    out.writeBytes(new byte[] {(byte) (isCount ? 0xc1 : 0xa1), (byte) value});
  }

  private static void text(ByteArrayOutputStream out, String text) {
    if (text.length() < 29) {
      out.write(0x40 + text.length());
    } else {
      out.writeBytes(new byte[] {0x40 + 29, (byte) (text.length() - 29)});
    }
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
