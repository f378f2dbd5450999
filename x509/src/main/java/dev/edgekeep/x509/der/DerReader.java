package dev.edgekeep.x509.der;

import java.math.BigInteger;

/**
 * A cursor over DER. Strict: definite and shortest lengths, shortest integers, low tag numbers, no
 * octet beyond the end; anything else is a {@link DerException}. Reading takes time in proportion
 * to the octets, whatever they contain, and never recurses by itself. One thread only.
 */
public final class DerReader {
  private final byte[] buffer;
  private final int end;
  private int position;

  DerReader(byte[] buffer, int start, int end) {
    this.buffer = buffer;
    this.position = start;
    this.end = end;
  }

  /** A reader over the whole array, which must not be changed afterwards. */
  public static DerReader of(byte[] der) {
    return new DerReader(der, 0, der.length);
  }

  public boolean hasMore() {
    return position < end;
  }

  /** The position of the cursor, in bytes from the start of the outermost encoding. */
  public int offset() {
    return position;
  }

  /** The next tag, or -1 at the end. */
  public int peekTag() {
    return position < end ? buffer[position] & 0xff : -1;
  }

  public boolean nextIs(int tag) {
    return peekTag() == tag;
  }

  /** Skips the next element, which must have this tag, and returns a reader of its content. */
  public DerReader enter(int tag, String what) {
    int length = header(tag, what);
    int start = position;
    position += length;
    return new DerReader(buffer, start, position);
  }

  public DerReader sequence(String what) {
    return enter(Tag.SEQUENCE, what);
  }

  /** The content of the next element, which must have this tag. */
  public Slice content(int tag, String what) {
    int length = header(tag, what);
    Slice content = new Slice(buffer, position, length);
    position += length;
    return content;
  }

  /** The complete next element, including tag and length. */
  public Slice element(int tag, String what) {
    int start = position;
    int length = header(tag, what);
    position += length;
    return new Slice(buffer, start, position - start);
  }

  /** The complete next element, with any tag. */
  public Slice element(String what) {
    if (position >= end) {
      throw fail(what + " is missing");
    }
    return element(peekTag(), what);
  }

  /** Fails unless everything has been read. */
  public void end(String what) {
    if (position < end) {
      throw fail("unexpected " + Tag.name(peekTag()) + " at the end of " + what);
    }
  }

  /** A BOOLEAN: DER allows only 0x00 and 0xff (X.690 §11.1). */
  public boolean bool(String what) {
    int length = header(Tag.BOOLEAN, what);
    int value = length == 1 ? buffer[position] & 0xff : -1;
    if (value != 0 && value != 0xff) {
      throw fail(what + " is not a DER BOOLEAN");
    }
    position++;
    return value != 0;
  }

  /**
   * A {@code BOOLEAN DEFAULT FALSE}. DER omits it if it is false (X.690 §11.5). Certificates that
   * state it are common and unambiguous, so they are accepted.
   */
  public boolean boolDefaultFalse(String what) {
    return nextIs(Tag.BOOLEAN) && bool(what);
  }

  /** The octets of an INTEGER, two's complement, shortest form (X.690 §8.3.2). */
  public Slice integerOctets(int tag, String what) {
    Slice value = content(tag, what);
    if (value.length() == 0) {
      throw fail(what + " is an empty INTEGER");
    }
    if (value.length() > 1) {
      int first = value.at(0);
      boolean high = value.at(1) >= 0x80;
      if ((first == 0 && !high) || (first == 0xff && high)) {
        throw fail(what + " is not in the shortest form");
      }
    }
    return value;
  }

  public BigInteger integer(String what) {
    return new BigInteger(integerOctets(Tag.INTEGER, what).toBytes());
  }

  /** An INTEGER from 0 to 2³¹−1; larger values return 2³¹−1. */
  public int smallInteger(int tag, String what) {
    Slice value = integerOctets(tag, what);
    if (value.at(0) >= 0x80) {
      throw fail(what + " is negative");
    }
    if (value.length() > 4) {
      return Integer.MAX_VALUE;
    }
    int result = 0;
    for (int i = 0; i < value.length(); i++) {
      result = (result << 8) | value.at(i);
    }
    return result;
  }

  /** A BIT STRING of whole octets. */
  public Slice bitStringOctets(String what) {
    int length = header(Tag.BIT_STRING, what);
    if (length == 0 || buffer[position] != 0) {
      throw fail(what + " is not a BIT STRING of whole octets");
    }
    Slice octets = new Slice(buffer, position + 1, length - 1);
    position += length;
    return octets;
  }

  /**
   * A BIT STRING of at most 32 named bits, bit 0 as the lowest bit of the result. DER removes
   * trailing zero bits (X.690 §11.2.2). Certificates that keep them are common, so they are
   * accepted.
   */
  public int namedBits(int tag, String what) {
    int length = header(tag, what);
    int unused = length == 0 ? -1 : buffer[position] & 0xff;
    if (unused < 0 || unused > 7 || (length == 1 && unused != 0) || length > 5) {
      throw fail(what + " is not a BIT STRING of at most 32 bits");
    }
    if (unused > 0 && (buffer[position + length - 1] & ((1 << unused) - 1)) != 0) {
      throw fail(what + " has unused bits that are not zero");
    }
    int bits = 0;
    for (int i = 0; i < (length - 1) * 8; i++) {
      if ((buffer[position + 1 + i / 8] & (0x80 >> (i % 8))) != 0) {
        bits |= 1 << i;
      }
    }
    position += length;
    return bits;
  }

  /** An OBJECT IDENTIFIER in dotted form. */
  public String oid(String what) {
    return Oid.decode(content(Tag.OID, what), position);
  }

  /** The dotted form of an OBJECT IDENTIFIER's content octets. */
  public static String oid(Slice content, int offset) {
    return Oid.decode(content, offset);
  }

  /** A UTCTime or GeneralizedTime by RFC 5280 §4.1.2.5, in seconds since 1970. */
  public long time(String what) {
    int tag = peekTag();
    if (tag != Tag.UTC_TIME && tag != Tag.GENERALIZED_TIME) {
      throw fail(what + " is " + Tag.name(tag) + ", expected UTCTime or GeneralizedTime");
    }
    Slice text = content(tag, what);
    return DerTime.epochSeconds(tag, text, what, position - text.length());
  }

  public DerException fail(String what) {
    return new DerException(what, position);
  }

  /** Reads tag and length, and positions the cursor at the content. */
  private int header(int tag, String what) {
    if (position >= end) {
      throw fail(what + " is missing");
    }
    int found = buffer[position] & 0xff;
    if (found != tag) {
      throw fail(what + " is " + Tag.name(found) + ", expected " + Tag.name(tag));
    }
    if ((found & 0x1f) == 0x1f) {
      throw fail(what + " has a tag number above 30");
    }
    if (position + 1 >= end) {
      throw fail(what + " is cut off");
    }
    int first = buffer[position + 1] & 0xff;
    int start = position + 2;
    int length = first;
    if (first >= 0x80) {
      int octets = first & 0x7f;
      length = longLength(octets, start, what);
      start += octets;
    }
    if (length > end - start) {
      throw fail(what + " is longer than what contains it");
    }
    position = start;
    return length;
  }

  private int longLength(int octets, int start, String what) {
    if (octets == 0 || octets > 4) {
      throw fail(what + " has an indefinite or oversized length");
    }
    if (start + octets > end) {
      throw fail(what + " is cut off");
    }
    long length = 0;
    for (int i = 0; i < octets; i++) {
      length = (length << 8) | (buffer[start + i] & 0xff);
    }
    boolean shortest = length >= 0x80 && (length >>> (8 * (octets - 1))) != 0;
    if (!shortest || length > Integer.MAX_VALUE) {
      throw fail(what + " has a length that is not in the shortest form");
    }
    return (int) length;
  }
}
