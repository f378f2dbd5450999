package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.DigestAlgorithm;
import dev.edgekeep.keyless.KeylessError;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * EMSA-PSS (RFC 8017 §9.1.1) over a given digest, with a salt as long as the digest and MGF1 with
 * the same hash, as in TLS 1.3 (RFC 8446 §4.2.3).
 */
final class PssEncoding {
  private static final int PADDING = 8;
  private static final byte TRAILER = (byte) 0xbc;

  private PssEncoding() {}

  /**
   * The encoded message with a random salt, as long as the modulus.
   *
   * @param modulusBits length of the modulus
   */
  static byte[] encode(
      DigestAlgorithm algorithm, byte[] digest, int modulusBits, SecureRandom random)
      throws KeyOperationException {
    byte[] salt = new byte[digest.length];
    random.nextBytes(salt);
    return encode(algorithm, digest, modulusBits, salt);
  }

  static byte[] encode(DigestAlgorithm algorithm, byte[] digest, int modulusBits, byte[] salt)
      throws KeyOperationException {
    int encodedBits = modulusBits - 1;
    int encodedLength = (encodedBits + 7) / 8;
    if (encodedLength < digest.length + salt.length + 2) {
      throw new KeyOperationException(
          KeylessError.CRYPTOGRAPHY, "the RSA key is too short for PSS with " + algorithm);
    }
    MessageDigest hash = hash(algorithm);
    hash.update(new byte[PADDING]);
    hash.update(digest);
    byte[] h = hash.digest(salt);

    // The block is as long as the modulus: one byte longer than the encoding when the modulus has
    // 8n + 1 bits.
    byte[] block = new byte[(modulusBits + 7) / 8];
    int start = block.length - encodedLength;
    int maskedLength = encodedLength - h.length - 1;
    int saltStart = start + maskedLength - salt.length;
    block[saltStart - 1] = 1;
    System.arraycopy(salt, 0, block, saltStart, salt.length);
    mask(hash, h, block, start, maskedLength);
    block[start] &= (byte) (0xff >>> (8 * encodedLength - encodedBits));
    System.arraycopy(h, 0, block, start + maskedLength, h.length);
    block[block.length - 1] = TRAILER;
    return block;
  }

  /** Adds MGF1 of the seed (RFC 8017 §B.2.1) to a part of the block. */
  private static void mask(MessageDigest hash, byte[] seed, byte[] block, int start, int length) {
    byte[] input = Arrays.copyOf(seed, seed.length + Integer.BYTES);
    for (int done = 0; done < length; input[input.length - 1]++) {
      byte[] mask = hash.digest(input);
      for (int i = 0; i < mask.length && done < length; i++, done++) {
        block[start + done] ^= mask[i];
      }
    }
  }

  private static MessageDigest hash(DigestAlgorithm algorithm) {
    String name =
        switch (algorithm) {
          case SHA256 -> "SHA-256";
          case SHA384 -> "SHA-384";
          case SHA512 -> "SHA-512";
          default -> throw new IllegalArgumentException("no PSS with " + algorithm);
        };
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + name, e);
    }
  }
}
