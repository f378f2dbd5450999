package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Tag;
import java.util.ArrayList;
import java.util.List;

/** The name space for everything below a CA (RFC 5280 §4.2.1.10). */
public record NameConstraints(List<GeneralName> permitted, List<GeneralName> excluded) {
  static NameConstraints read(DerReader in) {
    DerReader sequence = in.sequence("nameConstraints");
    if (!sequence.hasMore()) {
      throw sequence.fail("nameConstraints has neither permitted nor excluded subtrees");
    }
    List<GeneralName> permitted = subtrees(sequence, 0, "permittedSubtrees");
    List<GeneralName> excluded = subtrees(sequence, 1, "excludedSubtrees");
    sequence.end("nameConstraints");
    return new NameConstraints(permitted, excluded);
  }

  private static List<GeneralName> subtrees(DerReader in, int n, String what) {
    if (!in.nextIs(Tag.contextConstructed(n))) {
      return List.of();
    }
    DerReader subtrees = in.enter(Tag.contextConstructed(n), what);
    List<GeneralName> bases = new ArrayList<>();
    do {
      DerReader subtree = subtrees.sequence(what);
      bases.add(GeneralName.read(subtree, what));
      // minimum must be 0, which DER omits but some encoders write, and maximum must be absent.
      if (subtree.nextIs(Tag.context(0)) && subtree.smallInteger(Tag.context(0), what) != 0) {
        throw subtree.fail(what + " has a minimum other than 0 (RFC 5280 §4.2.1.10)");
      }
      subtree.end(what + " (minimum and maximum must not be used)");
    } while (subtrees.hasMore());
    return List.copyOf(bases);
  }
}
