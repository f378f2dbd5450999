package dev.edgekeep.keyless;

/** Statuses of answers, in their first item. */
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
   * Returns whether a byte is a status. A status in a request is an {@link
   * KeylessError#UNEXPECTED_OPCODE}.
   */
  public static boolean isStatus(int code) {
    return code == SUCCESS.code || code == PONG.code || code == ERROR.code;
  }
}
