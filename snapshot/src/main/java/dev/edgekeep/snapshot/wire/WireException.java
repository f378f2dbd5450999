package dev.edgekeep.snapshot.wire;

import org.jspecify.annotations.Nullable;

/**
 * Bytes or parts that cannot be read as a snapshot. The message names the part and the field, says
 * what is wrong, and contains nothing secret.
 */
public final class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable PartId part;
  private final String problem;

  public WireException(String message) {
    super(message);
    this.part = null;
    this.problem = message;
  }

  WireException(PartId part, String problem) {
    super(part + ": " + problem);
    this.part = part;
    this.problem = problem;
  }

  /** The part that is wrong; null where it is not one part. */
  @Nullable PartId part() {
    return part;
  }

  /** The problem without the name of the part. */
  String problem() {
    return problem;
  }
}
