package dev.edgekeep.sm2.curve;

/**
 * The digits of a scalar to a base of 2^width, from −2^(width−1) to 2^(width−1) (Booth's encoding):
 * a table needs only the positive multiples.
 */
final class Windows {
  private final byte[] littleEndian = new byte[35];
  private final int width;

  /**
   * Encodes a scalar.
   *
   * @param scalar 32 octets, the most significant first
   */
  Windows(byte[] scalar, int width) {
    // One bit below the scalar is zero: the bits move up by one octet.
    for (int i = 0; i < 32; i++) {
      littleEndian[i + 1] = scalar[31 - i];
    }
    this.width = width;
  }

  /** The number of digits: the top one takes up the carry of bit 255. */
  int count() {
    return 256 / width + 1;
  }

  int digit(int i) {
    int bit = width * i + 7;
    int at = bit >>> 3;
    int octets = (littleEndian[at] & 0xff) | (littleEndian[at + 1] & 0xff) << 8;
    int window = (octets >>> (bit & 7)) & ((2 << width) - 1);
    return ((window + 1) >> 1) - ((window >>> width) << width);
  }
}
