package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.DigestAlgorithm;
import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Opcode;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * An RSA key. Decryption leaves the padding on and never looks at it, so its errors and its time
 * reveal nothing (RFC 8446 appendix C.3; the edge removes the padding in constant time). Any
 * thread.
 */
final class RsaKey implements HeldKey {
  private final KeyInfo info;
  private final byte[] modulus;
  private final Operations key;

  RsaKey(KeyInfo info, BigInteger modulus, Operations key) {
    this.info = info;
    this.modulus = unsigned(modulus);
    this.key = key;
  }

  /**
   * The operations of an RSA private key, wherever it is held. Lengths were checked. Any thread.
   */
  interface Operations {
    /** The bare operation on a block as long as the modulus, and less than it. */
    byte[] decrypt(byte[] block) throws KeyOperationException;

    /** RSASSA-PKCS1-v1_5 over a digest. */
    byte[] signPkcs1(DigestAlgorithm algorithm, byte[] digest) throws KeyOperationException;

    /** RSASSA-PSS over a digest. */
    byte[] signPss(DigestAlgorithm algorithm, byte[] digest) throws KeyOperationException;
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  @Override
  public KeyInfo info() {
    return info;
  }

  @Override
  public byte[] perform(Opcode opcode, byte[] payload) throws KeyOperationException {
    return switch (opcode.operation()) {
      case RSA_DECRYPT -> key.decrypt(block(payload));
      case RSA_SIGN -> key.signPkcs1(opcode.digest(), Payloads.digest(opcode.digest(), payload));
      case RSA_PSS_SIGN -> key.signPss(opcode.digest(), Payloads.digest(opcode.digest(), payload));
      case ECDSA_SIGN, ED25519_SIGN, PING -> throw Payloads.unfit(opcode, info);
    };
  }

  /** RSADP, RFC 8017 §5.1.2 step 1: a representative between 0 and n − 1. */
  private byte[] block(byte[] payload) throws KeyOperationException {
    if (payload.length != modulus.length) {
      throw new KeyOperationException(
          KeylessError.CRYPTOGRAPHY,
          "a ciphertext for %s has %d bytes, and not %d"
              .formatted(info.algorithm(), modulus.length, payload.length));
    }
    if (Arrays.compareUnsigned(payload, modulus) >= 0) {
      throw new KeyOperationException(
          KeylessError.CRYPTOGRAPHY, "the ciphertext is not less than the modulus");
    }
    return payload;
  }
}
