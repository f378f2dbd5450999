package dev.edgekeep.keyserver.key;

import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Tag;
import java.math.BigInteger;
import java.util.Arrays;

/** ECDSA signatures in the form of tokens, two numbers in a row, and in the form of TLS, DER. */
public final class EcdsaValue {
  private EcdsaValue() {}

  /** Ecdsa-Sig-Value (RFC 3279 §2.2.3) of r and s, each half of the bytes. */
  public static byte[] der(byte[] numbers) {
    int half = numbers.length / 2;
    return DerWriter.element(
        Tag.SEQUENCE,
        integer(Arrays.copyOfRange(numbers, 0, half)),
        integer(Arrays.copyOfRange(numbers, half, numbers.length)));
  }

  private static byte[] integer(byte[] unsigned) {
    return DerWriter.element(Tag.INTEGER, new BigInteger(1, unsigned).toByteArray());
  }

  /** The bytes of a digest that a curve uses; tokens differ in what they do with more. */
  static byte[] cut(byte[] digest, int bits) {
    return Arrays.copyOf(digest, Math.min(digest.length, (bits + 7) / 8));
  }
}
