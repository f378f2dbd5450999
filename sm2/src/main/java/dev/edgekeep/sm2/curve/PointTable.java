package dev.edgekeep.sm2.curve;

/** Coordinates of points in one array, ten or fifteen longs a point. */
final class PointTable {
  private PointTable() {}

  /** Copies a coordinate whose place is public. */
  static void read(long[] table, int at, long[] to) {
    System.arraycopy(table, at, to, 0, Field.LIMBS);
  }

  /**
   * Copies a coordinate of point {@code number}, counted from 1, and zeros if that is 0. The
   * coordinates of all points are read, so that the number is not in the addresses.
   */
  static void select(long[] table, int from, int stride, int points, int number, long[] to) {
    long v0 = 0;
    long v1 = 0;
    long v2 = 0;
    long v3 = 0;
    long v4 = 0;
    int at = from;
    for (int j = 1; j <= points; j++, at += stride) {
      long mask = Limbs.isZero(j ^ number);
      v0 |= table[at] & mask;
      v1 |= table[at + 1] & mask;
      v2 |= table[at + 2] & mask;
      v3 |= table[at + 3] & mask;
      v4 |= table[at + 4] & mask;
    }
    to[0] = v0;
    to[1] = v1;
    to[2] = v2;
    to[3] = v3;
    to[4] = v4;
  }

  /** Negates a coordinate if the sign is −1. */
  static void negateIf(int sign, long[] y, long[] scratch) {
    scratch[0] = 0;
    scratch[1] = 0;
    scratch[2] = 0;
    scratch[3] = 0;
    scratch[4] = 0;
    Field.subtract(scratch, y, scratch);
    Limbs.copyIf(sign, scratch, y);
  }
}
