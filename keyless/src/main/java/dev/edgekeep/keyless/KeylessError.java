package dev.edgekeep.keyless;

/** Reasons why an operation failed: the one byte of an error answer. */
public enum KeylessError {
  CRYPTOGRAPHY(1, "cryptography failure"),
  KEY_NOT_FOUND(2, "key not found"),
  READ(3, "read error"),
  VERSION_MISMATCH(4, "version mismatch"),
  BAD_OPCODE(5, "bad opcode"),
  UNEXPECTED_OPCODE(6, "unexpected opcode"),
  FORMAT(7, "malformed message"),
  INTERNAL(8, "internal error"),
  CERTIFICATE_NOT_FOUND(9, "certificate not found"),
  EXPIRED(10, "sealing key expired"),
  REMOTE_CONFIGURATION(11, "remote configuration");

  private static final KeylessError[] ALL = values();

  private final int code;
  private final String text;

  KeylessError(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The error of a byte; {@link #INTERNAL} for an unknown byte. */
  public static KeylessError of(int code) {
    return code >= 1 && code <= ALL.length ? ALL[code - 1] : INTERNAL;
  }

  public int code() {
    return code;
  }

  /** The error in words. */
  public String text() {
    return text;
  }

  /** For metrics and logs: {@code key-not-found}. */
  public String label() {
    return text.replace(' ', '-');
  }
}
