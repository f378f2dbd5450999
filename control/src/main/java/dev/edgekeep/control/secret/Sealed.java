package dev.edgekeep.control.secret;

import org.jspecify.annotations.Nullable;

/** A secret as it is stored: encrypted. Immutable; any thread. */
public final class Sealed {
  private final byte[] bytes;

  public Sealed(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** The sealed value of a column; null where the column is. */
  public static @Nullable Sealed ofNullable(byte @Nullable [] bytes) {
    return bytes == null ? null : new Sealed(bytes);
  }

  /** A copy of what is stored. */
  public byte[] bytes() {
    return bytes.clone();
  }
}
