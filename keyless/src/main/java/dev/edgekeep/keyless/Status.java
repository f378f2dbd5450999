package dev.edgekeep.keyless;

/** What the first item of an answer says. */
public enum Status {
  SUCCESS(0xf0),
  PONG(0xf2),
  ERROR(0xff);

  private final int code;

  Status(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /**
   * Whether a byte is a status: one that comes as a request is an {@link
   * KeylessError#UNEXPECTED_OPCODE}.
   */
  public static boolean isStatus(int code) {
    return code == SUCCESS.code || code == PONG.code || code == ERROR.code;
  }
}
