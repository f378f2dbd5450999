package dev.edgekeep.fleet.message;

import dev.edgekeep.snapshot.wire.FieldWriter;
import dev.edgekeep.snapshot.wire.Fields;
import dev.edgekeep.snapshot.wire.PartId;
import dev.edgekeep.snapshot.wire.SnapshotUpdate.Base;
import dev.edgekeep.snapshot.wire.WireException;
import dev.edgekeep.x509.cert.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * One version of a group's snapshot.
 *
 * @param content the content hash of the version
 * @param base the version that a node must have; null: none, the update is a full snapshot
 * @param update the update as bytes; null: they are in the object. Must not be changed
 * @param object where the update is; null: it is here
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Delta(
    long version,
    Fingerprint content,
    @Nullable Base base,
    byte @Nullable [] update,
    @Nullable ObjectReference object) {
  private static final PartId PART = new PartId("delta", "");

  public Delta {
    if ((update == null) == (object == null)) {
      throw new IllegalArgumentException("a delta has either its update or an object");
    }
  }

  public byte[] bytes() {
    return FieldWriter.body(out -> {
      out.number("version", version).bytes("content", content.bytes());
      if (base != null) {
        out.number("baseVersion", base.version()).bytes("baseContent", base.content().bytes());
      }
      out.bytes("update", update).object("object", object, ObjectReference::write);
    });
  }

  /**
   * @throws WireException when the bytes are no delta
   */
  public static Delta read(byte[] bytes) throws WireException {
    return Fields.read(
        PART,
        bytes,
        in ->
            new Delta(
                in.number("version"),
                Fingerprint.ofSha256(in.bytes("content")),
                in.has("baseVersion") || in.has("baseContent")
                    ? new Base(
                        in.number("baseVersion"), Fingerprint.ofSha256(in.bytes("baseContent")))
                    : null,
                in.bytesOrNull("update"),
                in.objectOrNull("object", ObjectReference::read)));
  }

  /** The text form does not contain the update. */
  @Override
  public String toString() {
    return base == null
        ? "version %d".formatted(version)
        : "version %d since %d".formatted(version, base.version());
  }
}
