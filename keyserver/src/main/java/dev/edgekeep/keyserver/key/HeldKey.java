package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.Opcode;

/** A private key that can be used, and not read. Any thread. */
public interface HeldKey {
  /** What may be told of it. */
  KeyInfo info();

  /**
   * Does one operation. Takes microseconds to milliseconds of processor time; one whose {@link
   * KeyInfo#onToken} is true may block.
   *
   * @param opcode what to do; {@link Opcode#PING} is none of a key's
   * @param payload the digest, the message (Ed25519) or the ciphertext
   * @return the signature, or the decrypted block with its padding left on
   * @throws KeyOperationException with the error for the asker: BAD_OPCODE when the key is of
   *     another kind, CRYPTOGRAPHY when the payload has the wrong length or the operation failed
   */
  byte[] perform(Opcode opcode, byte[] payload) throws KeyOperationException;
}
