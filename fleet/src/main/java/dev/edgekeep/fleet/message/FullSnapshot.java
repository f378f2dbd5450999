package dev.edgekeep.fleet.message;

import dev.edgekeep.snapshot.wire.FieldWriter;
import dev.edgekeep.snapshot.wire.Fields;
import dev.edgekeep.snapshot.wire.PartId;
import dev.edgekeep.snapshot.wire.WireException;
import dev.edgekeep.x509.cert.Fingerprint;

/**
 * Refers to a full snapshot of a version that was published, so that a node that was away for long
 * does not begin from the first version.
 *
 * @param content the content hash of the version
 * @param sequence of the delta of that version in the stream: later deltas follow it
 */
public record FullSnapshot(
    long version, Fingerprint content, ObjectReference object, long sequence) {
  private static final PartId PART = new PartId("full snapshot", "");

  public byte[] bytes() {
    return FieldWriter.body(out ->
        out.number("version", version)
            .bytes("content", content.bytes())
            .object("object", object, ObjectReference::write)
            .number("sequence", sequence));
  }

  /**
   * @throws WireException when the bytes are no reference to a full snapshot
   */
  public static FullSnapshot read(byte[] bytes) throws WireException {
    return Fields.read(
        PART,
        bytes,
        in ->
            new FullSnapshot(
                in.number("version"),
                Fingerprint.ofSha256(in.bytes("content")),
                in.object("object", ObjectReference::read),
                in.number("sequence")));
  }
}
