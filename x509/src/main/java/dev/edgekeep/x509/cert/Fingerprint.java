package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.Slice;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A digest of an encoding, for comparison and display. Immutable. */
public final class Fingerprint {
  private static final HexFormat PAIRS = HexFormat.ofDelimiter(":");
  private static final int SHA256_OCTETS = 32;

  private final byte[] digest;

  private Fingerprint(byte[] digest) {
    this.digest = digest;
  }

  /** SHA-256 of the octets. */
  public static Fingerprint sha256(Slice octets) {
    return of("SHA-256", octets);
  }

  /**
   * A SHA-256 digest that was computed elsewhere.
   *
   * @throws IllegalArgumentException when it has not 32 octets
   */
  public static Fingerprint ofSha256(byte[] digest) {
    if (digest.length != SHA256_OCTETS) {
      throw new IllegalArgumentException(
          "a SHA-256 digest has %d octets, and not %d".formatted(SHA256_OCTETS, digest.length));
    }
    return new Fingerprint(digest.clone());
  }

  /** The SHA-1 of the octets: for key identifiers and for people who still compare it. */
  public static Fingerprint sha1(Slice octets) {
    return of("SHA-1", octets);
  }

  private static Fingerprint of(String algorithm, Slice octets) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      octets.update(digest);
      return new Fingerprint(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  /** A copy of the digest. */
  public byte[] bytes() {
    return digest.clone();
  }

  /** Lower-case hexadecimal without separators. */
  public String hex() {
    return HexFormat.of().formatHex(digest);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fingerprint that && Arrays.equals(digest, that.digest);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(digest);
  }

  /** Lower-case hexadecimal, pairs separated by colons. */
  @Override
  public String toString() {
    return PAIRS.formatHex(digest);
  }
}
