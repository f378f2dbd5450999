package dev.edgekeep.control.deploy;

import org.jspecify.annotations.Nullable;

/** A node does not put a snapshot in force; the message says why. */
public final class NodeRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public NodeRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
