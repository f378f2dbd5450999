package dev.edgekeep.x509.der;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Writes DER elements from their contents. Any thread. */
public final class DerWriter {
  private static final byte[] NO_UNUSED_BITS = {0};

  private DerWriter() {}

  /** One element whose content is the parts, one after the other. */
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

  /** A BIT STRING of named bits, bit 0 the lowest; trailing zero bits cut (X.690 §11.2.2). */
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

  /** BOOLEAN TRUE; DER leaves a default FALSE out (X.690 §11.5). */
  public static byte[] booleanTrue() {
    return element(Tag.BOOLEAN, new byte[] {(byte) 0xff});
  }

  /**
   * @param dotted as {@code 2.5.29.15}; its form is the caller's promise
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

  /** GeneralizedTime in whole seconds, whatever the year. */
  public static byte[] generalizedTime(long epochSeconds) {
    return element(Tag.GENERALIZED_TIME, ascii(DerTime.digits(epochSeconds)));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Octets of a whole element with this many octets of content. */
  public static long elementLength(long contentLength) {
    return 1L + 1 + lengthOctets(contentLength) + contentLength;
  }

  private static int lengthOctets(long length) {
    return length < 0x80 ? 0 : (Long.SIZE - Long.numberOfLeadingZeros(length) + 7) / 8;
  }

  /** Tag and length of an element, for content that is written after it piece by piece. */
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
