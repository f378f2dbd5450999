package dev.edgekeep.snapshot.wire;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Finds the parts that others refer to by their content hash. */
@FunctionalInterface
interface References {
  /**
   * @throws WireException when it cannot be read, naming it
   */
  @Nullable Blob find(PartId id) throws WireException;

  /**
   * The value that a field refers to; null where the field is absent.
   *
   * @throws WireException when the snapshot has no such part
   */
  default <B extends Blob> @Nullable B find(
      Fields fields, String name, PartKind kind, Class<B> type) throws WireException {
    byte[] hash = fields.bytesOrNull(name);
    return hash == null ? null : find(fields, hash, kind, type);
  }

  /** As {@link #find(Fields, String, PartKind, Class)}, where the field must be there. */
  default <B extends Blob> B require(Fields fields, String name, PartKind kind, Class<B> type)
      throws WireException {
    return find(fields, fields.bytes(name), kind, type);
  }

  /** The value of a reference. */
  default <B extends Blob> B find(Fields fields, byte[] hash, PartKind kind, Class<B> type)
      throws WireException {
    PartId id = kind.id(HexFormat.of().formatHex(hash));
    Blob blob = find(id);
    if (blob == null || !type.isInstance(blob)) {
      throw fields.problem("it refers to %s, which is not there".formatted(id));
    }
    return type.cast(blob);
  }
}
