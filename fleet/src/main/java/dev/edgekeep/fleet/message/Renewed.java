package dev.edgekeep.fleet.message;

import dev.edgekeep.snapshot.wire.FieldWriter;
import dev.edgekeep.snapshot.wire.Fields;
import dev.edgekeep.snapshot.wire.PartId;
import dev.edgekeep.snapshot.wire.WireException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The renewed credentials of a node: the response to a {@link RenewalRequest}. Immutable; the
 * arrays must not be changed.
 *
 * @param chain the certificates of the node in DER, its own first
 * @param nodeCa the certificates of the node CA in DER
 * @param jwt the user JWT for the message server; null: it needs none
 */
public record Renewed(List<byte[]> chain, List<byte[]> nodeCa, @Nullable String jwt) {
  private static final PartId PART = new PartId("renewed certificate", "");

  public Renewed {
    chain = List.copyOf(chain);
    nodeCa = List.copyOf(nodeCa);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("chain: there is no certificate");
    }
  }

  public byte[] bytes() {
    return FieldWriter.body(out -> write(out, this));
  }

  static void write(FieldWriter out, Renewed renewed) {
    out.binaries("chain", renewed.chain())
        .binaries("nodeCa", renewed.nodeCa())
        .text("jwt", renewed.jwt());
  }

  /**
   * @throws WireException when the bytes are no answer to a renewal
   */
  public static Renewed read(byte[] bytes) throws WireException {
    return Fields.read(PART, bytes, Renewed::read);
  }

  static Renewed read(Fields in) throws WireException {
    return new Renewed(in.binaries("chain"), in.binaries("nodeCa"), in.textOrNull("jwt"));
  }
}
