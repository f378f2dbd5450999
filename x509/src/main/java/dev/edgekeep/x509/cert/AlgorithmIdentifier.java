package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import org.jspecify.annotations.Nullable;

/**
 * An algorithm and its parameters (RFC 5280 §4.1.1.2).
 *
 * @param oid dotted
 * @param parameters the complete parameters element; null if absent
 */
public record AlgorithmIdentifier(String oid, @Nullable Slice parameters) {
  /** Reads an identifier from the cursor. */
  public static AlgorithmIdentifier read(DerReader in, String what) {
    DerReader sequence = in.sequence(what);
    String oid = sequence.oid(what);
    Slice parameters = sequence.hasMore() ? sequence.element(what + " parameters") : null;
    sequence.end(what);
    return new AlgorithmIdentifier(oid, parameters);
  }

  /** Returns whether parameters are absent or NULL. */
  public boolean hasNoParameters() {
    return parameters == null || (parameters.length() == 2 && parameters.at(0) == Tag.NULL);
  }

  /** The encoding. */
  public byte[] encoded() {
    byte[] tail = parameters == null ? new byte[0] : parameters.toBytes();
    return DerWriter.sequence(DerWriter.oid(oid), tail);
  }
}
