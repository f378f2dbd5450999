package dev.edgekeep.fleet.message;

import dev.edgekeep.snapshot.wire.FieldWriter;
import dev.edgekeep.snapshot.wire.Fields;
import dev.edgekeep.snapshot.wire.PartId;
import dev.edgekeep.snapshot.wire.WireException;

/**
 * A node's request for another certificate and user JWT.
 *
 * @param request PKCS#10 in DER; must not be changed
 * @param edgekeep the version of the node's program
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RenewalRequest(byte[] request, String edgekeep) {
  private static final PartId PART = new PartId("renewal request", "");

  public byte[] bytes() {
    return FieldWriter.body(out -> out.bytes("request", request).text("edgekeep", edgekeep));
  }

  /**
   * @throws WireException when the bytes are no such request
   */
  public static RenewalRequest read(byte[] bytes) throws WireException {
    return Fields.read(
        PART, bytes, in -> new RenewalRequest(in.bytes("request"), in.text("edgekeep")));
  }
}
