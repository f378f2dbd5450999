package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the revocation status of the certificates in a path (RFC 5280 §6.3). If a CA requires
 * lists, every certificate below its anchor needs current ones that cover all reasons.
 */
final class RevocationRules {
  private final Validation validation;
  private final CrlSigners signers;
  // Certificates whose status is being determined.
  private final Set<Certificate> open = new HashSet<>();

  RevocationRules(Validation validation) {
    this.validation = validation;
    this.signers = new CrlSigners(validation, open);
  }

  /**
   * Checks a whole path.
   *
   * @param path leaf first, anchor last
   * @param validity narrowed to the time for which the used lists are current
   */
  @Nullable Problem check(List<Certificate> path, TrustStore.Anchor anchor, Validity validity) {
    Certificate listed = validation.trust.revokedOn(path, anchor.ca());
    if (listed != null) {
      return revoked(listed, "its serial number is listed as revoked");
    }
    List<CrlPool> others = validation.trust.otherLists(path, anchor.ca());
    for (int i = path.size() - 2; i >= 0; i--) {
      Problem problem = problem(path.get(i), path, anchor, validity, others);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private @Nullable Problem problem(
      Certificate certificate,
      List<Certificate> path,
      TrustStore.Anchor anchor,
      Validity validity,
      List<CrlPool> others) {
    if (anchor.ca().listsRequired()) {
      CrlStatus own =
          status(certificate, path, anchor, validity, validation.trust.crls(anchor.ca()));
      String unknown = own.unknown();
      if (own.revoked() != null) {
        return revoked(certificate, own.revoked());
      }
      if (unknown != null) {
        return unknown(certificate, unknown);
      }
    }
    for (CrlPool other : others) {
      String revoked = status(certificate, path, anchor, validity, other).revoked();
      if (revoked != null) {
        return revoked(certificate, revoked);
      }
    }
    return null;
  }

  private CrlStatus status(
      Certificate certificate,
      List<Certificate> path,
      TrustStore.Anchor anchor,
      Validity validity,
      CrlPool pool) {
    boolean first = open.add(certificate);
    try {
      return new CrlStatus(validation, signers, pool, certificate, path, anchor, validity).find();
    } finally {
      if (first) {
        open.remove(certificate);
      }
    }
  }

  private static Problem revoked(Certificate certificate, String how) {
    return new Problem(
        Verdict.REVOKED,
        certificate,
        String.format(
            "%s, serial number %s, is revoked: %s",
            Sentences.subject(certificate), certificate.serialNumber(), how));
  }

  private Problem unknown(Certificate certificate, String why) {
    return new Problem(
        Verdict.REVOCATION_UNKNOWN,
        certificate,
        validation.isProbe()
            ? why
            : String.format(
                "revocation is checked for this CA, and no current list covers %s, issued by %s:"
                    + " %s",
                Sentences.subject(certificate), Sentences.issuer(certificate), why));
  }
}
