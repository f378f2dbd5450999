package dev.edgekeep.keyserver.access;

import dev.edgekeep.keyless.Opcode;

/** Uses of a key. */
public enum KeyUse {
  SIGN("sign"),
  DECRYPT("decrypt");

  private final String label;

  KeyUse(String label) {
    this.label = label;
  }

  /**
   * The use of the key by an opcode.
   *
   * @throws IllegalArgumentException for a ping, which uses no key
   */
  public static KeyUse of(Opcode opcode) {
    return switch (opcode.operation()) {
      case RSA_DECRYPT -> DECRYPT;
      case RSA_SIGN, RSA_PSS_SIGN, ECDSA_SIGN, ED25519_SIGN -> SIGN;
      case PING -> throw new IllegalArgumentException("a ping uses no key");
    };
  }

  /** The spelling in the configuration and in logs. */
  public String label() {
    return label;
  }
}
