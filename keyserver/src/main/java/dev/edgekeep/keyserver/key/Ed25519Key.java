package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.Opcode;

/** An Ed25519 key: signs whole messages (RFC 8032 §5.1.6), 64 bytes. Any thread. */
record Ed25519Key(KeyInfo info, Signing key) implements HeldKey {
  @Override
  public byte[] perform(Opcode opcode, byte[] payload) throws KeyOperationException {
    return switch (opcode.operation()) {
      case ED25519_SIGN -> key.sign(payload);
      case RSA_DECRYPT, RSA_SIGN, RSA_PSS_SIGN, ECDSA_SIGN, PING ->
          throw Payloads.unfit(opcode, info);
    };
  }
}
