package dev.edgekeep.sm2.key;

import dev.edgekeep.sm2.curve.CurvePoint;
import dev.edgekeep.sm2.curve.Scalars;
import dev.edgekeep.sm2.digest.KeyDerivation;
import dev.edgekeep.sm2.digest.Sm3;
import java.security.MessageDigest;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * A private SM2 key. Immutable, for any thread. Its operations take some 0.1 ms, independent of the
 * key: not for event loops.
 */
public final class Sm2PrivateKey {
  private static final byte[] ONE = one();

  private final byte[] d;
  private final byte[] factor;
  private final Sm2PublicKey publicKey;

  private Sm2PrivateKey(byte[] d, byte[] successor) {
    this.d = d;
    this.factor = Scalars.invert(successor);
    this.publicKey = new Sm2PublicKey(CurvePoint.baseTimes(d));
  }

  /** Reads a number of 32 octets; null if it is not from 1 to n − 2 (GB/T 32918.1 §6.1). */
  public static @Nullable Sm2PrivateKey of(byte[] number) {
    if (number.length != 32 || !Scalars.inRange(number)) {
      return null;
    }
    byte[] successor = Scalars.add(number, ONE);
    return Scalars.isZero(successor) ? null : new Sm2PrivateKey(number.clone(), successor);
  }

  public static Sm2PrivateKey generate(SecureRandom random) {
    while (true) {
      Sm2PrivateKey key = of(randomScalar(random));
      if (key != null) {
        return key;
      }
    }
  }

  /** A number from 1 to n − 1, each as likely as the others. */
  static byte[] randomScalar(SecureRandom random) {
    byte[] k = new byte[32];
    do {
      random.nextBytes(k);
    } while (!Scalars.inRange(k));
    return k;
  }

  private static byte[] one() {
    byte[] one = new byte[32];
    one[31] = 1;
    return one;
  }

  public Sm2PublicKey publicKey() {
    return publicKey;
  }

  /** The number, for storing it. The caller clears it. */
  public byte[] encoded() {
    return d.clone();
  }

  byte[] number() {
    return d;
  }

  /** Signs with the default id; returns the DER form. */
  public byte[] sign(SecureRandom random, byte[]... message) {
    return sign(publicKey.identity(), random, message);
  }

  /** Signs with an id of its own; returns the DER form. */
  public byte[] signAs(byte[] id, SecureRandom random, byte[]... message) {
    return sign(publicKey.identity(id), random, message);
  }

  /** GB/T 32918.2 §6.1. */
  private byte[] sign(byte[] z, SecureRandom random, byte[][] message) {
    byte[] e = Scalars.reduce(Sm2PublicKey.digest(z, message));
    while (true) {
      byte[] k = randomScalar(random);
      byte[] x = Scalars.reduce(Coordinates.of(CurvePoint.baseTimes(k)).x());
      byte[] r = Scalars.add(e, x);
      if (Scalars.isZero(r) || Scalars.isZero(Scalars.add(r, k))) {
        continue;
      }
      byte[] s = Scalars.multiply(factor, Scalars.subtract(k, Scalars.multiply(r, d)));
      if (!Scalars.isZero(s)) {
        return new Sm2Signature(r, s).encoded();
      }
    }
  }

  /**
   * Decrypts the form of GM/T 0009 (GB/T 32918.4 §7.1).
   *
   * @return null if it is malformed, or was not made for this key, or was changed
   */
  public byte @Nullable [] decrypt(byte[] encoded) {
    Sm2Ciphertext ciphertext = Sm2Ciphertext.decode(encoded);
    CurvePoint shared = ciphertext == null ? null : ciphertext.point().times(d);
    if (ciphertext == null || shared == null) {
      return null;
    }
    Coordinates c = Coordinates.of(shared);
    byte[] text = KeyDerivation.kdf(ciphertext.text().length, c.x(), c.y());
    if (Scalars.isZero(text)) {
      return null;
    }
    for (int i = 0; i < text.length; i++) {
      text[i] ^= ciphertext.text()[i];
    }
    byte[] hash = Sm3.of(c.x(), text, c.y());
    return MessageDigest.isEqual(hash, ciphertext.hash()) ? text : null;
  }
}
