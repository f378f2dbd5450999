package dev.edgekeep.x509.der;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Encodes DER elements. Any thread. */
public final class DerWriter {
  private static final byte[] NO_UNUSED_BITS = {0};

  private DerWriter() {}

  /** An element whose content is the concatenated parts. */
  public static byte[] element(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
    writeHeader(out, tag, length);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  public static byte[] sequence(byte[]... parts) {
    return element(Tag.SEQUENCE, parts);
  }

  /** {@code [n]} with an explicit tag. */
  public static byte[] explicit(int n, byte[]... parts) {
    return element(Tag.contextConstructed(n), parts);
  }

  public static byte[] octetString(byte[]... parts) {
    return element(Tag.OCTET_STRING, parts);
  }

  /** A BIT STRING of whole octets. */
  public static byte[] bitString(byte[] octets) {
    return element(Tag.BIT_STRING, NO_UNUSED_BITS, octets);
  }

  /**
   * A BIT STRING of named bits, bit 0 the lowest; trailing zero bits are removed (X.690 §11.2.2).
   */
  public static byte[] namedBits(int bits) {
    int count = Integer.SIZE - Integer.numberOfLeadingZeros(bits);
    byte[] content = new byte[1 + (count + 7) / 8];
    content[0] = (byte) ((8 - count % 8) % 8);
    for (int i = 0; i < count; i++) {
      if ((bits & 1 << i) != 0) {
        content[1 + i / 8] |= (byte) (0x80 >> (i % 8));
      }
    }
    return element(Tag.BIT_STRING, content);
  }

  public static byte[] integer(BigInteger value) {
    return element(Tag.INTEGER, value.toByteArray());
  }

  /** A BOOLEAN TRUE; DER omits a default FALSE (X.690 §11.5). */
  public static byte[] booleanTrue() {
    return element(Tag.BOOLEAN, new byte[] {(byte) 0xff});
  }

  /**
   * @param dotted such as {@code 2.5.29.15}; the caller guarantees its form
   */
  public static byte[] oid(String dotted) {
    return element(Tag.OID, Oid.encode(dotted));
  }

  /**
   * UTCTime through 2049, GeneralizedTime from 2050 on (RFC 5280 §4.1.2.5).
   *
   * @param epochSeconds seconds since 1970
   */
  public static byte[] time(long epochSeconds) {
    String text = DerTime.digits(epochSeconds);
    return DerTime.isUtcTime(text)
        ? element(Tag.UTC_TIME, ascii(text.substring(2)))
        : element(Tag.GENERALIZED_TIME, ascii(text));
  }

  /** A GeneralizedTime in whole seconds, for any year. */
  public static byte[] generalizedTime(long epochSeconds) {
    return element(Tag.GENERALIZED_TIME, ascii(DerTime.digits(epochSeconds)));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The size of an element with content of this size. */
  public static long elementLength(long contentLength) {
    return 1L + 1 + lengthOctets(contentLength) + contentLength;
  }

  private static int lengthOctets(long length) {
    return length < 0x80 ? 0 : (Long.SIZE - Long.numberOfLeadingZeros(length) + 7) / 8;
  }

  /** Writes tag and length of an element whose content is written afterwards. */
  public static void writeHeader(OutputStream out, int tag, long contentLength) throws IOException {
    int octets = lengthOctets(contentLength);
    out.write(tag);
    out.write(octets == 0 ? (int) contentLength : 0x80 | octets);
    for (int i = octets - 1; i >= 0; i--) {
      out.write((int) (contentLength >>> (8 * i)));
    }
  }

  private static void writeHeader(ByteArrayOutputStream out, int tag, int contentLength) {
    try {
      writeHeader((OutputStream) out, tag, contentLength);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail to be written to", e);
    }
  }
}
