package dev.edgekeep.daemon.command;

/** A command fails: the message for the user, and the exit status. */
public class CommandFailure extends Exception {
  /** The answer is no. */
  public static final int NO = 1;

  /** Wrong usage or configuration. */
  public static final int USAGE = 2;

  /** Something outside of the program failed. */
  public static final int OUTSIDE = 3;

  private final int status;

  protected CommandFailure(int status, String message) {
    super(message);
    this.status = status;
  }

  private CommandFailure(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /** The page does not exist, or the request is refused. */
  public static CommandFailure no(String message) {
    return new CommandFailure(NO, message);
  }

  /** The user has to change a file or an option. */
  public static CommandFailure configuration(String message) {
    return new CommandFailure(USAGE, message);
  }

  /** A port, a file system or a network failed. */
  public static CommandFailure outside(String message) {
    return new CommandFailure(OUTSIDE, message);
  }

  /** As {@link #outside(String)}, with a cause. */
  public static CommandFailure outside(String message, Throwable cause) {
    return new CommandFailure(OUTSIDE, message, cause);
  }

  public int status() {
    return status;
  }
}
