package dev.edgekeep.fleet.message;

import dev.edgekeep.snapshot.wire.FieldWriter;
import dev.edgekeep.snapshot.wire.Fields;
import dev.edgekeep.snapshot.wire.PartId;
import dev.edgekeep.snapshot.wire.WireException;
import org.jspecify.annotations.Nullable;

/**
 * A directive for one node. The newest one counts.
 *
 * @param renewed another certificate and user JWT; null: there is none
 */
public record NodeDirective(State state, @Nullable Renewed renewed) {
  private static final PartId PART = new PartId("directive", "");

  /** The state that the node should be in. */
  public enum State {
    SERVE,
    /** Accepts no new connections, and ends those that it has. */
    DRAIN,
    /** Belongs to the fleet no longer: it serves nobody and deletes its credentials. */
    REMOVED
  }

  public byte[] bytes() {
    return FieldWriter.body(
        out -> out.choice("!state", state).object("renewed", renewed, Renewed::write));
  }

  /**
   * @throws WireException when the bytes are no directive
   */
  public static NodeDirective read(byte[] bytes) throws WireException {
    return Fields.read(
        PART,
        bytes,
        in ->
            new NodeDirective(
                in.choice("!state", State.class), in.objectOrNull("renewed", Renewed::read)));
  }
}
