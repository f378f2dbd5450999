package dev.edgekeep.sm2.key;

import dev.edgekeep.sm2.curve.CurvePoint;
import dev.edgekeep.sm2.digest.Sm3;
import org.jspecify.annotations.Nullable;

/**
 * A ciphertext in the form of GM/T 0009: SEQUENCE { x, y, hash, ciphertext }.
 *
 * @param point C1, the ephemeral key
 * @param hash C3
 * @param text C2
 */
@SuppressWarnings("ArrayRecordComponent") // Only read here and in this package.
record Sm2Ciphertext(CurvePoint point, byte[] hash, byte[] text) {
  /** Reads the DER form; null if it is malformed or its point is not on the curve. */
  static @Nullable Sm2Ciphertext decode(byte[] encoded) {
    Der in = Der.sequence(encoded);
    if (in == null) {
      return null;
    }
    byte[] x = in.number();
    byte[] y = x == null ? null : in.number();
    byte[] hash = y == null ? null : in.octets();
    byte[] text = hash == null ? null : in.octets();
    if (x == null || y == null || hash == null || text == null || !in.atEnd()) {
      return null;
    }
    if (hash.length != Sm3.SIZE || text.length == 0) {
      return null;
    }
    byte[] octets = new byte[CurvePoint.SIZE];
    octets[0] = 4;
    System.arraycopy(x, 0, octets, 1, 32);
    System.arraycopy(y, 0, octets, 33, 32);
    CurvePoint point = CurvePoint.decode(octets);
    return point == null ? null : new Sm2Ciphertext(point, hash, text);
  }

  byte[] encoded() {
    Coordinates c = Coordinates.of(point);
    return Der.sequenceOf(Der.number(c.x()), Der.number(c.y()), Der.octets(hash), Der.octets(text));
  }
}
