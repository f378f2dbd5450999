package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.BasicConstraints;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.KeyUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules for certificates that issue others (RFC 5280 §6.1.4). */
final class IssuerRules {
  private IssuerRules() {}

  /**
   * @param intermediatesBelow the number of certificates between it and the leaf that are not
   *     self-issued
   */
  static @Nullable Problem check(
      Certificate ca, boolean anchor, int intermediatesBelow, ValidationPolicy policy) {
    Problem problem = authority(ca, anchor);
    if (problem == null) {
      problem = pathLength(ca, intermediatesBelow);
    }
    if (problem == null) {
      problem = Usages.ofIssuer(ca, policy.purpose());
    }
    if (problem == null && ca.subject().isEmpty()) {
      problem =
          new Problem(
              Verdict.MALFORMED,
              ca,
              "a CA with an empty subject (RFC 5280 §4.1.2.6); have it reissued with a name");
    }
    return problem;
  }

  private static @Nullable Problem authority(Certificate ca, boolean anchor) {
    BasicConstraints constraints = ca.basicConstraints();
    KeyUsage usage = ca.keyUsage();
    // A v1 root cannot state that it is a CA; its being an anchor does (RFC 5280 §6.1.1 (d)).
    boolean oldRoot = anchor && ca.version() < 3;
    String why = null;
    if (constraints == null) {
      why = oldRoot ? null : "it has no basicConstraints";
    } else if (!constraints.ca()) {
      why = "its basicConstraints say that it is none";
    }
    if (why == null && usage != null && !usage.keyCertSign()) {
      why = "its keyUsage does not allow signing certificates";
    }
    if (why == null) {
      return null;
    }
    return new Problem(
        Verdict.NOT_A_CA,
        ca,
        String.format(
            "%s has issued a certificate but is not a certificate authority: %s",
            Sentences.subject(ca), why));
  }

  private static @Nullable Problem pathLength(Certificate ca, int intermediatesBelow) {
    BasicConstraints constraints = ca.basicConstraints();
    if (constraints == null
        || constraints.maxPathLength() < 0
        || intermediatesBelow <= constraints.maxPathLength()) {
      return null;
    }
    return new Problem(
        Verdict.PATH_TOO_LONG,
        ca,
        String.format(
            "%s allows %d intermediates below it, the path has %d",
            Sentences.subject(ca), constraints.maxPathLength(), intermediatesBelow));
  }

  /** The number of certificates that are not self-issued, without the leaf. */
  static int intermediates(List<Certificate> leafFirst) {
    int count = 0;
    for (int i = 1; i < leafFirst.size(); i++) {
      if (!leafFirst.get(i).isSelfIssued()) {
        count++;
      }
    }
    return count;
  }
}
