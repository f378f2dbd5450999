package dev.edgekeep.sm2.key;

import dev.edgekeep.sm2.curve.CurvePoint;
import dev.edgekeep.sm2.curve.Scalars;
import dev.edgekeep.sm2.digest.KeyDerivation;
import dev.edgekeep.sm2.digest.Sm3;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A public SM2 key: a point on the curve. Immutable, for any thread. */
public final class Sm2PublicKey {
  private static final byte[] DEFAULT_ID = "1234567812345678".getBytes(StandardCharsets.US_ASCII);

  /** a, b and the coordinates of the base point, which precede the key in {@link #identity}. */
  private static final byte[] CURVE =
      HexFormat.of()
          .parseHex(
              "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc"
                  + "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93"
                  + "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
                  + "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0");

  private final CurvePoint point;
  private final byte[] identity;

  Sm2PublicKey(CurvePoint point) {
    this.point = point;
    this.identity = identity(DEFAULT_ID);
  }

  /** Reads 65 octets: 4, x, y. Null if they are not a point on the curve. */
  public static @Nullable Sm2PublicKey decode(byte[] octets) {
    CurvePoint point = CurvePoint.decode(octets);
    return point == null ? null : new Sm2PublicKey(point);
  }

  /** The id that certificates and TLCP use. */
  public static byte[] defaultId() {
    return DEFAULT_ID.clone();
  }

  public byte[] encoded() {
    return point.encoded();
  }

  CurvePoint point() {
    return point;
  }

  /** Z of GB/T 32918.2 §5.5 for the default id; not to be changed. */
  byte[] identity() {
    return identity;
  }

  /** Z of GB/T 32918.2 §5.5: the hash of the signer's id, the curve and the key. */
  byte[] identity(byte[] id) {
    byte[] bits = {(byte) (id.length >>> 5), (byte) (id.length << 3)};
    byte[] key = point.encoded();
    return new Sm3().update(bits).update(id).update(CURVE).update(key, 1, 64).digest();
  }

  /** Verifies a signature in DER form, by a signer with the default id. */
  public boolean verify(byte[] signature, byte[]... message) {
    return verify(identity, signature, message);
  }

  /** Verifies a signature in DER form, by a signer with an id of its own. */
  public boolean verifyAs(byte[] id, byte[] signature, byte[]... message) {
    return verify(identity(id), signature, message);
  }

  /** GB/T 32918.2 §7.1. */
  private boolean verify(byte[] z, byte[] encoded, byte[][] message) {
    Sm2Signature signature = Sm2Signature.decode(encoded);
    if (signature == null) {
      return false;
    }
    byte[] t = Scalars.add(signature.r(), signature.s());
    if (Scalars.isZero(t)) {
      return false;
    }
    byte[] e = Scalars.reduce(digest(z, message));
    return point.combinationHasX(signature.s(), t, Scalars.subtract(signature.r(), e));
  }

  static byte[] digest(byte[] z, byte[][] message) {
    Sm3 hash = new Sm3().update(z);
    for (byte[] part : message) {
      hash.update(part);
    }
    return hash.digest();
  }

  /**
   * Encrypts a text (GB/T 32918.4 §6.1).
   *
   * @param text of at least one octet
   * @return the form of GM/T 0009
   */
  public byte[] encrypt(byte[] text, SecureRandom random) {
    while (true) {
      byte[] k = Sm2PrivateKey.randomScalar(random);
      CurvePoint shared = point.times(k);
      if (shared == null) {
        continue;
      }
      Coordinates c = Coordinates.of(shared);
      byte[] stream = KeyDerivation.kdf(text.length, c.x(), c.y());
      if (Scalars.isZero(stream)) {
        continue;
      }
      byte[] hash = Sm3.of(c.x(), text, c.y());
      for (int i = 0; i < text.length; i++) {
        stream[i] ^= text[i];
      }
      return new Sm2Ciphertext(CurvePoint.baseTimes(k), hash, stream).encoded();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sm2PublicKey that && MessageDigest.isEqual(encoded(), that.encoded());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded());
  }
}
