package dev.edgekeep.snapshot.wire;

/**
 * Encrypts parts that are secret, for the nodes that a snapshot is sent to. Any thread; does not
 * block for long.
 */
@FunctionalInterface
public interface Sealer {
  /**
   * The sealed form of a body. It should be bound to the identity, so that a sealed body cannot be
   * presented as that of another part.
   *
   * @param body must not be kept or changed
   */
  byte[] seal(PartId id, byte[] body);
}
