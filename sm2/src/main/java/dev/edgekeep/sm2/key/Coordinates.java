package dev.edgekeep.sm2.key;

import dev.edgekeep.sm2.curve.CurvePoint;
import java.util.Arrays;

/** The coordinates of a point, 32 octets each. */
@SuppressWarnings("ArrayRecordComponent") // Only read in this package.
record Coordinates(byte[] x, byte[] y) {
  static Coordinates of(CurvePoint point) {
    byte[] octets = point.encoded();
    return new Coordinates(
        Arrays.copyOfRange(octets, 1, 33), Arrays.copyOfRange(octets, 33, CurvePoint.SIZE));
  }
}
