package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Tag;

/**
 * The CA flag of the subject, and the number of intermediates that may follow it (RFC 5280
 * §4.2.1.9).
 *
 * @param maxPathLength -1 without a limit
 */
public record BasicConstraints(boolean ca, int maxPathLength) {
  static BasicConstraints read(DerReader in) {
    DerReader sequence = in.sequence("basicConstraints");
    boolean ca = sequence.boolDefaultFalse("basicConstraints cA");
    int length = -1;
    if (sequence.hasMore()) {
      length = sequence.smallInteger(Tag.INTEGER, "basicConstraints pathLenConstraint");
    }
    sequence.end("basicConstraints");
    return new BasicConstraints(ca, length);
  }
}
