package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.GeneralName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules for the leaf, beyond the common rules. */
final class LeafRules {
  private LeafRules() {}

  static @Nullable Problem check(Certificate leaf, ValidationPolicy policy) {
    Problem problem = Usages.ofLeaf(leaf, policy.purpose());
    if (problem == null && leaf.nameConstraints() != null && !leaf.isCa()) {
      problem =
          new Problem(
              Verdict.MALFORMED,
              leaf,
              Sentences.subject(leaf)
                  + " has name constraints, which only a CA may have (RFC 5280 §4.2.1.10)");
    }
    return problem == null ? names(leaf, policy.names()) : problem;
  }

  private static @Nullable Problem names(Certificate leaf, List<PeerName> wanted) {
    for (PeerName name : wanted) {
      if (leaf.subjectAltNames().stream().noneMatch(presented -> matches(presented, name))) {
        return new Problem(
            Verdict.NAME_MISMATCH,
            leaf,
            String.format(
                "%s is not for %s; it is for %s",
                Sentences.subject(leaf), name, shown(leaf.subjectAltNames())));
      }
    }
    return null;
  }

  private static String shown(List<GeneralName> names) {
    if (names.isEmpty()) {
      return "no name at all: it has no subjectAltName, and the common name is ignored";
    }
    String first = String.join(", ", names.stream().limit(5).map(GeneralName::toString).toList());
    return names.size() > 5 ? first + " and " + (names.size() - 5) + " more" : first;
  }

  private static boolean matches(GeneralName presented, PeerName wanted) {
    return switch (wanted) {
      case PeerName.Dns(String host) ->
          presented instanceof GeneralName.Dns(String name) && HostNames.matches(name, host);
      case PeerName.Ip(var octets) ->
          presented instanceof GeneralName.Ip(var address) && address.equals(octets);
      case PeerName.Email(String mailbox) ->
          presented instanceof GeneralName.Email(String name) && sameMailbox(name, mailbox);
    };
  }

  /** Compares the local part exactly and the host ignoring case (RFC 5280 §7.5). */
  private static boolean sameMailbox(String a, String b) {
    int at = a.lastIndexOf('@');
    return at == b.lastIndexOf('@')
        && at > 0
        && a.substring(0, at).equals(b.substring(0, at))
        && a.substring(at).equalsIgnoreCase(b.substring(at));
  }
}
