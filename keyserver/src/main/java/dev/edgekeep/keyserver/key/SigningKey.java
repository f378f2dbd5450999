package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.Opcode;

/**
 * A key that signs only: ECDSA or Ed25519. Any thread.
 *
 * @param operation the one operation of the key
 */
record SigningKey(KeyInfo info, Opcode.Operation operation, Signer signer) implements HeldKey {
  /** Signs a digest (ECDSA) or a whole message (Ed25519), wherever the key is held. Any thread. */
  @FunctionalInterface
  interface Signer {
    byte[] sign(byte[] input) throws KeyOperationException;
  }

  /**
   * An ECDSA key. It signs any digest, of which as many bits count as the curve has (FIPS 186-5
   * §6.4.1); the signature is DER (RFC 3279 §2.2.3).
   */
  static SigningKey ecdsa(KeyInfo info, Signer signer) {
    return new SigningKey(info, Opcode.Operation.ECDSA_SIGN, signer);
  }

  /** An Ed25519 key. It signs whole messages (RFC 8032 §5.1.6); the signature has 64 bytes. */
  static SigningKey ed25519(KeyInfo info, Signer signer) {
    return new SigningKey(info, Opcode.Operation.ED25519_SIGN, signer);
  }

  @Override
  public byte[] perform(Opcode opcode, byte[] payload) throws KeyOperationException {
    if (opcode.operation() != operation) {
      throw Payloads.unfit(opcode, info);
    }
    return signer.sign(
        operation == Opcode.Operation.ECDSA_SIGN
            ? Payloads.digest(opcode.digest(), payload)
            : payload);
  }
}
