package dev.edgekeep.x509.der;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A range of bytes in an encoding that no longer changes: a view, not a copy. Immutable; equal if
 * the bytes are equal.
 */
public final class Slice {
  private final byte[] buffer;
  private final int offset;
  private final int length;

  Slice(byte[] buffer, int offset, int length) {
    this.buffer = buffer;
    this.offset = offset;
    this.length = length;
  }

  /** A view of the whole array, which must not be changed afterwards. */
  public static Slice of(byte[] bytes) {
    return new Slice(bytes, 0, bytes.length);
  }

  public int length() {
    return length;
  }

  /** The byte at {@code index}, 0 to 255. */
  public int at(int index) {
    return buffer[offset + index] & 0xff;
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return Arrays.copyOfRange(buffer, offset, offset + length);
  }

  /** A copy of a part of the bytes. */
  public byte[] toBytes(int from, int to) {
    return Arrays.copyOfRange(buffer, offset + from, offset + to);
  }

  /** The bytes from {@code index} on. */
  public Slice from(int index) {
    return new Slice(buffer, offset + index, length - index);
  }

  /** A reader over these bytes. */
  public DerReader reader() {
    return new DerReader(buffer, offset, offset + length);
  }

  public void update(MessageDigest digest) {
    digest.update(buffer, offset, length);
  }

  public void update(java.security.Signature signature) throws java.security.SignatureException {
    signature.update(buffer, offset, length);
  }

  /** The bytes as ISO-8859-1, a superset of ASCII. */
  public String latin1() {
    return new String(buffer, offset, length, StandardCharsets.ISO_8859_1);
  }

  /** Lower-case hexadecimal without separators. */
  public String hex() {
    return HexFormat.of().formatHex(buffer, offset, offset + length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Slice that
        && Arrays.equals(
            buffer, offset, offset + length, that.buffer, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + buffer[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return hex();
  }
}
