package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.DigestAlgorithm;
import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Opcode;

/** Checks of opcodes and payloads that all kinds of keys share. */
final class Payloads {
  private Payloads() {}

  static byte[] digest(DigestAlgorithm algorithm, byte[] payload) throws KeyOperationException {
    if (payload.length != algorithm.length()) {
      throw new KeyOperationException(
          KeylessError.CRYPTOGRAPHY,
          "a %s digest has %d bytes, and not %d"
              .formatted(algorithm, algorithm.length(), payload.length));
    }
    return payload;
  }

  /** An RSA key that accepted an Ed25519 opcode would sign bytes that were never hashed. */
  static KeyOperationException unfit(Opcode opcode, KeyInfo key) {
    return new KeyOperationException(
        KeylessError.BAD_OPCODE, "%s is not an operation of %s".formatted(opcode, key.algorithm()));
  }
}
