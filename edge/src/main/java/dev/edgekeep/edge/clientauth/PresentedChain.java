package dev.edgekeep.edge.clientauth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/** The certificates that a client sent, as sent: leaf first, nothing checked. Immutable. */
public final class PresentedChain {
  private final List<byte[]> encoded;
  private final Key key;

  private PresentedChain(List<byte[]> encoded) {
    this.encoded = encoded;
    this.key = Key.of(encoded);
  }

  /** Takes over the arrays: the caller does not write to them again. */
  public static PresentedChain of(byte[]... encoded) {
    return of(List.of(encoded));
  }

  /** Takes over the arrays: the caller does not write to them again. */
  public static PresentedChain of(List<byte[]> encoded) {
    return new PresentedChain(List.copyOf(encoded));
  }

  /** The DER encodings, leaf first. Not to be written to. */
  public List<byte[]> encoded() {
    return encoded;
  }

  /** The key of caches of verdicts. */
  public Key key() {
    return key;
  }

  /** The SHA-256 of the whole chain: what a verified chain is remembered by. */
  public static final class Key {
    private final byte[] digest;

    private Key(byte[] digest) {
      this.digest = digest;
    }

    static Key of(List<byte[]> encoded) {
      MessageDigest sha256 = sha256();
      for (byte[] certificate : encoded) {
        // DER says its own length, so that no two chains give the same bytes.
        sha256.update(certificate);
      }
      return new Key(sha256.digest());
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key that && Arrays.equals(digest, that.digest);
    }

    @Override
    public int hashCode() {
      return (digest[0] & 0xff) << 24
          | (digest[1] & 0xff) << 16
          | (digest[2] & 0xff) << 8
          | (digest[3] & 0xff);
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }
}
