package dev.edgekeep.edge.origin.balance;

/**
 * 64-bit hashes that are the same on every node and after every start. They are no protection
 * against a client that looks for collisions: it could as well send the same key again.
 */
final class Hashes {
  private static final long BASIS = 0xCBF29CE484222325L;
  private static final long PRIME = 0x100000001B3L;

  private Hashes() {}

  /** FNV-1a over the characters. */
  static long of(CharSequence text) {
    long hash = BASIS;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
    }
    return hash;
  }

  static long of(byte[] bytes) {
    long hash = BASIS;
    for (byte b : bytes) {
      hash = (hash ^ (b & 0xFF)) * PRIME;
    }
    return hash;
  }

  /** Spreads each bit of the input over all bits of the result; a permutation. */
  static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
