package dev.edgekeep.fleet.message;

import dev.edgekeep.snapshot.wire.FieldWriter;
import dev.edgekeep.snapshot.wire.Fields;
import dev.edgekeep.snapshot.wire.WireException;
import dev.edgekeep.x509.cert.Fingerprint;
import java.util.regex.Pattern;

/**
 * Refers to bytes that are too large for a message. They are stored in chunks, sealed as one.
 *
 * @param name of the object in its group
 * @param size of the sealed bytes
 * @param epoch of the group key that they are sealed with
 * @param sha256 of the sealed bytes
 */
public record ObjectReference(String name, long size, long epoch, Fingerprint sha256) {
  /** The largest object. */
  public static final long MAX_BYTES = 1 << 30;

  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");

  public ObjectReference {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "an object's name has 1 to 64 lower-case letters, digits and hyphens");
    }
    if (size < 1 || size > MAX_BYTES) {
      throw new IllegalArgumentException(
          "an object has 1 to %d bytes, and not %d".formatted(MAX_BYTES, size));
    }
    if (epoch < 1) {
      throw new IllegalArgumentException("an object is sealed with a group key");
    }
  }

  static void write(FieldWriter out, ObjectReference object) {
    out.text("name", object.name())
        .number("size", object.size())
        .number("epoch", object.epoch())
        .bytes("sha256", object.sha256().bytes());
  }

  static ObjectReference read(Fields in) throws WireException {
    return new ObjectReference(
        in.text("name"),
        in.number("size"),
        in.number("epoch"),
        Fingerprint.ofSha256(in.bytes("sha256")));
  }
}
