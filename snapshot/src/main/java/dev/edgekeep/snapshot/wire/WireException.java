package dev.edgekeep.snapshot.wire;

/**
 * Bytes or parts that cannot be read as a snapshot. The message names the part and the field, says
 * what is wrong, and contains nothing secret.
 */
public final class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  public WireException(String message) {
    super(message);
  }

  WireException(PartId part, String problem) {
    super(part + ": " + problem);
  }
}
