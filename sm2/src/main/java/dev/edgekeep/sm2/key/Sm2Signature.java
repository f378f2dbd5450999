package dev.edgekeep.sm2.key;

import dev.edgekeep.sm2.curve.Scalars;
import org.jspecify.annotations.Nullable;

/**
 * A signature: two numbers of 32 octets.
 *
 * @param r from 1 to n − 1
 * @param s from 1 to n − 1
 */
@SuppressWarnings("ArrayRecordComponent") // Only read here and in this package.
record Sm2Signature(byte[] r, byte[] s) {
  /** Reads the DER form; null if it is malformed or a number is out of range. */
  static @Nullable Sm2Signature decode(byte[] encoded) {
    Der in = Der.sequence(encoded);
    if (in == null) {
      return null;
    }
    byte[] r = in.number();
    byte[] s = r == null ? null : in.number();
    if (r == null || s == null || !in.atEnd()) {
      return null;
    }
    return Scalars.inRange(r) && Scalars.inRange(s) ? new Sm2Signature(r, s) : null;
  }

  byte[] encoded() {
    return Der.sequenceOf(Der.number(r), Der.number(s));
  }
}
