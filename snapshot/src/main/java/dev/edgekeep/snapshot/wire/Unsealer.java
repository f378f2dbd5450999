package dev.edgekeep.snapshot.wire;

/** Decrypts what a {@link Sealer} has encrypted. Any thread; does not block for long. */
@FunctionalInterface
public interface Unsealer {
  /** For a reader that has no key: it refuses every secret part. */
  Unsealer NONE =
      (id, sealed) -> {
        throw new WireException(id, "it is sealed, and this reader has no key");
      };

  /**
   * The body of a part.
   *
   * @throws WireException when it cannot be opened, saying why
   */
  byte[] unseal(PartId id, byte[] sealed) throws WireException;
}
