package dev.edgekeep.sm2.key;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The few structures of DER that SM2 needs (GM/T 0009): a sequence of numbers of at most 256 bits
 * and of octet strings. Reading is strict; any deviation ends it.
 */
final class Der {
  private static final int INTEGER = 2;
  private static final int OCTETS = 4;
  private static final int SEQUENCE = 0x30;

  private final byte[] in;
  private int at;
  private int end;

  private Der(byte[] in) {
    this.in = in;
    this.end = in.length;
  }

  /** Enters the one sequence of an encoding; null if it is none. */
  static @Nullable Der sequence(byte[] encoded) {
    Der der = new Der(encoded);
    int length = der.header(SEQUENCE);
    return length >= 0 && der.at + length == encoded.length ? der : null;
  }

  /** The next number as 32 octets; null if there is none that is positive and that small. */
  byte @Nullable [] number() {
    int length = header(INTEGER);
    if (length < 1 || in[at] < 0) {
      return null;
    }
    boolean padded = in[at] == 0;
    if (padded && length > 1 && in[at + 1] >= 0) {
      return null;
    }
    int skip = padded ? 1 : 0;
    if (length - skip > 32) {
      return null;
    }
    byte[] number = new byte[32];
    System.arraycopy(in, at + skip, number, 32 - (length - skip), length - skip);
    at += length;
    return number;
  }

  byte @Nullable [] octets() {
    int length = header(OCTETS);
    if (length < 0) {
      return null;
    }
    at += length;
    return Arrays.copyOfRange(in, at - length, at);
  }

  boolean atEnd() {
    return at == end;
  }

  /** The length of the next element, after its header; −1 if it is malformed. */
  private int header(int tag) {
    if (end - at < 2 || (in[at] & 0xff) != tag) {
      return -1;
    }
    int length = in[at + 1] & 0xff;
    at += 2;
    if (length >= 0x80) {
      int octets = length & 0x7f;
      if (octets < 1 || octets > 3 || octets > end - at) {
        return -1;
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | (in[at++] & 0xff);
      }
      if (length < 0x80 || length >>> (8 * (octets - 1)) == 0) {
        return -1;
      }
    }
    return length <= end - at ? length : -1;
  }

  static byte[] sequenceOf(byte[]... elements) {
    return element(SEQUENCE, elements);
  }

  static byte[] octets(byte[] content) {
    return element(OCTETS, content);
  }

  /** Encodes an unsigned number. */
  static byte[] number(byte[] number) {
    int zeros = 0;
    while (zeros < number.length - 1 && number[zeros] == 0) {
      zeros++;
    }
    byte[] rest = Arrays.copyOfRange(number, zeros, number.length);
    return rest[0] < 0 ? element(INTEGER, new byte[1], rest) : element(INTEGER, rest);
  }

  private static byte[] element(int tag, byte[]... contents) {
    int length = 0;
    for (byte[] content : contents) {
      length += content.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length >= 0x80) {
      int octets = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
      out.write(0x80 | octets);
      for (int i = octets - 1; i >= 0; i--) {
        out.write(length >>> (8 * i));
      }
    } else {
      out.write(length);
    }
    for (byte[] content : contents) {
      out.writeBytes(content);
    }
    return out.toByteArray();
  }
}
