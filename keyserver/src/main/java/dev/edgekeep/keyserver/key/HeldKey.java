package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.Opcode;

/** A private key that can be used, and not read. Any thread. */
public interface HeldKey {
  /** The public facts about the key. */
  KeyInfo info();

  /**
   * Performs one operation. It costs microseconds to milliseconds of processor time; a key whose
   * {@link KeyInfo#onToken} is true may block.
   *
   * @param opcode the operation; never {@link Opcode#PING}
   * @param payload the digest, the message (Ed25519) or the ciphertext
   * @return the signature, or the decrypted block with its padding left on
   * @throws KeyOperationException with the error for the edge: BAD_OPCODE when the key is of
   *     another kind, CRYPTOGRAPHY when the payload has the wrong length or the operation failed
   */
  byte[] perform(Opcode opcode, byte[] payload) throws KeyOperationException;
}
