package dev.edgekeep.keyserver.check;

import dev.edgekeep.keyless.Opcode;
import org.jspecify.annotations.Nullable;

/**
 * One operation to ask for, with the means to tell whether its result is right.
 *
 * @param payload the digest, the message (Ed25519) or the ciphertext
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Trial(Opcode opcode, byte[] payload, Judgement judgement) {
  /** Looks at a result. */
  interface Judgement {
    /** What is wrong with it; null when it is right. */
    @Nullable String problem(byte[] result);
  }
}
