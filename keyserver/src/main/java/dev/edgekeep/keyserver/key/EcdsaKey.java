package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.Opcode;

/**
 * An ECDSA key. Signs any digest, of which as many bits count as the curve has (FIPS 186-5 §6.4.1);
 * the signature is DER (RFC 3279 §2.2.3). Any thread.
 */
record EcdsaKey(KeyInfo info, Signing key) implements HeldKey {
  @Override
  public byte[] perform(Opcode opcode, byte[] payload) throws KeyOperationException {
    return switch (opcode.operation()) {
      case ECDSA_SIGN -> key.sign(Payloads.digest(opcode.digest(), payload));
      case RSA_DECRYPT, RSA_SIGN, RSA_PSS_SIGN, ED25519_SIGN, PING ->
          throw Payloads.unfit(opcode, info);
    };
  }
}
