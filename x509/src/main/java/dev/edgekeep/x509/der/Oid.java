package dev.edgekeep.x509.der;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/** Object identifiers in dotted form (X.690 §8.19). */
final class Oid {
  private static final int MAX_OCTETS = 128;
  private static final String[] CERTIFICATE_EXTENSION = new String[128];

  static {
    for (int i = 0; i < CERTIFICATE_EXTENSION.length; i++) {
      CERTIFICATE_EXTENSION[i] = "2.5.29." + i;
    }
  }

  private Oid() {}

  static String decode(Slice oid, int offset) {
    int length = oid.length();
    if (length == 0 || length > MAX_OCTETS || oid.at(length - 1) >= 0x80) {
      throw new DerException("an OBJECT IDENTIFIER is empty, cut off or too long", offset);
    }
    // The most frequent identifiers, 2.5.29.n, without building a string.
    if (length == 3 && oid.at(0) == 0x55 && oid.at(1) == 0x1d && oid.at(2) < 0x80) {
      return CERTIFICATE_EXTENSION[oid.at(2)];
    }
    StringBuilder text = new StringBuilder(length * 3);
    int start = 0;
    for (int i = 0; i < length; i++) {
      if (i == start && oid.at(i) == 0x80) {
        throw new DerException("an OBJECT IDENTIFIER is not in the shortest form", offset);
      }
      if (oid.at(i) < 0x80) {
        append(text, oid, start, i);
        start = i + 1;
      }
    }
    return text.toString();
  }

  /** The content octets of a dotted identifier. */
  static byte[] encode(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream(dotted.length());
    BigInteger first = new BigInteger(arcs[0]).multiply(BigInteger.valueOf(40));
    encodeArc(out, first.add(new BigInteger(arcs[1])));
    for (int i = 2; i < arcs.length; i++) {
      encodeArc(out, new BigInteger(arcs[i]));
    }
    return out.toByteArray();
  }

  private static void encodeArc(ByteArrayOutputStream out, BigInteger arc) {
    for (int shift = (Math.max(arc.bitLength(), 1) - 1) / 7 * 7; shift >= 0; shift -= 7) {
      int seven = arc.shiftRight(shift).intValue() & 0x7f;
      out.write(shift == 0 ? seven : 0x80 | seven);
    }
  }

  private static void append(StringBuilder text, Slice oid, int start, int last) {
    if (last - start < 8) {
      long arc = 0;
      for (int i = start; i <= last; i++) {
        arc = (arc << 7) | (oid.at(i) & 0x7f);
      }
      if (start == 0) {
        long top = Math.min(arc / 40, 2);
        text.append(top).append('.').append(arc - 40 * top);
      } else {
        text.append('.').append(arc);
      }
      return;
    }
    BigInteger arc = BigInteger.ZERO;
    for (int i = start; i <= last; i++) {
      arc = arc.shiftLeft(7).or(BigInteger.valueOf(oid.at(i) & 0x7f));
    }
    if (start == 0) {
      text.append("2.").append(arc.subtract(BigInteger.valueOf(80)));
    } else {
      text.append('.').append(arc);
    }
  }
}
