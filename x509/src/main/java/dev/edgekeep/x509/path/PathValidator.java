package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds a valid path from a certificate to a trust anchor (RFC 5280 §6), or says why there is none.
 * Any thread; only the caches in {@link TrustStore} are kept between calls. For any input, the
 * result is available within tens of milliseconds: beyond its {@link Budget}, a decision ends as
 * {@link Verdict#TOO_COMPLEX}.
 */
public final class PathValidator {
  private PathValidator() {}

  /**
   * Validates the certificates that a peer presented, as received. Malformed certificates other
   * than the leaf are ignored: a path without them may be valid.
   *
   * @param presented DER, the leaf first, the rest in any order
   */
  public static PathResult validateEncoded(
      List<byte[]> presented, TrustStore trust, ValidationPolicy policy) {
    if (presented.size() > Budget.MAX_PRESENTED
        || presented.stream().mapToLong(der -> der.length).sum() > Budget.MAX_PRESENTED_BYTES) {
      return tooMany(presented.size());
    }
    List<Certificate> certificates = new ArrayList<>(presented.size());
    String malformed = "";
    for (byte[] der : presented) {
      try {
        certificates.add(Certificate.parse(der));
      } catch (CertificateFormatException e) {
        if (certificates.isEmpty()) {
          return new PathResult.Refused(
              Verdict.MALFORMED,
              "the presented certificate cannot be read: " + e.getMessage(),
              null);
        }
        malformed = " One of the certificates sent was ignored: " + e.getMessage() + ".";
      }
    }
    PathResult result = validate(certificates, trust, policy);
    return result instanceof PathResult.Refused refused && !malformed.isEmpty()
        ? new PathResult.Refused(
            refused.verdict(), refused.sentence() + malformed, refused.culprit())
        : result;
  }

  /**
   * Validates the certificates that a peer presented.
   *
   * @param presented the leaf first, the rest in any order
   */
  public static PathResult validate(
      List<Certificate> presented, TrustStore trust, ValidationPolicy policy) {
    if (presented.isEmpty()) {
      return new PathResult.Refused(Verdict.ABSENT, "the client presented no certificate", null);
    }
    long octets = presented.stream().mapToLong(each -> each.toBeSigned().length()).sum();
    if (presented.size() > Budget.MAX_PRESENTED || octets > Budget.MAX_PRESENTED_BYTES) {
      return tooMany(presented.size());
    }
    return decide(new Validation(presented, trust, policy));
  }

  /** The result for a leaf that is treated as signed by {@code issuer}. */
  static PathResult probe(
      Certificate leaf, Certificate issuer, TrustStore trust, ValidationPolicy policy) {
    return decide(Validation.probe(leaf, issuer, trust, policy));
  }

  private static PathResult decide(Validation validation) {
    Certificate leaf = validation.presented.getFirst();
    try {
      return search(validation);
    } catch (Budget.Exhausted e) {
      return new PathResult.Refused(
          Verdict.TOO_COMPLEX,
          String.format(
              "%s cannot be decided with reasonable effort: %s",
              Sentences.subject(leaf), e.getMessage()),
          leaf);
    }
  }

  private static PathResult tooMany(int count) {
    return new PathResult.Refused(
        Verdict.TOO_COMPLEX,
        String.format(
            "%d certificates were presented, or too many octets; at most %d are looked at",
            count, Budget.MAX_PRESENTED),
        null);
  }

  private static PathResult search(Validation validation) {
    Certificate leaf = validation.presented.getFirst();
    PathSearch strict = new PathSearch(validation, leaf, PathSearch.Role.LEAF, null, false);
    PathSearch.Found found = strict.run();
    if (found != null) {
      return new PathResult.Verified(
          found.path(), found.anchor().ca(), found.validity().from(), found.validity().until());
    }
    PathSearch tolerant = new PathSearch(validation, leaf, PathSearch.Role.LEAF, null, true);
    PathSearch.Found flawed = diagnose(tolerant);
    if (flawed != null && !flawed.problems().isEmpty()) {
      return flawed.problems().getFirst().refused();
    }
    Problem deadEnd = tolerant.deadEnd();
    return deadEnd == null || !tolerant.canReachAnAnchor()
        ? ChainBreaks.unreachable(validation).refused()
        : deadEnd.refused();
  }

  /**
   * A result that was found before the budget ended is better than the exhausted budget as a
   * reason.
   */
  private static PathSearch.@Nullable Found diagnose(PathSearch tolerant) {
    try {
      return tolerant.run();
    } catch (Budget.Exhausted e) {
      if (tolerant.best() == null && tolerant.deadEnd() == null) {
        throw e;
      }
      return tolerant.best();
    }
  }
}
