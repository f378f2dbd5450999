package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.path.Validation.Candidate;
import dev.edgekeep.x509.signature.SignatureResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds paths upwards from one certificate, depth first, and validates them while building. All
 * checks that need only a certificate and the path below it are made when it is added, so that a
 * wrong path ends early and the next one is tried.
 *
 * <p>A strict search ends with the first valid path. If there is none, a tolerant search continues
 * past problems other than signatures, and keeps the path with the fewest problems. The first
 * problem of that path is reported to the operator; it is always about a chain that really ends at
 * an anchor.
 */
final class PathSearch {
  /** The role of the certificate at the bottom of the path. */
  enum Role {
    LEAF,
    CRL_ISSUER
  }

  /** A path to an anchor, leaf first, anchor last, and its problems. */
  record Found(
      List<Certificate> path,
      TrustStore.Anchor anchor,
      Validity validity,
      List<Problem> problems) {}

  private static final int MAX_TOLERATED_PATHS = 16;

  private final Validation validation;
  private final Role role;
  private final TrustStore.@Nullable Anchor onlyAnchor;
  private final boolean tolerant;
  private final Set<Name> reaching;
  private final List<Certificate> path = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private @Nullable Found best;
  private @Nullable Problem deadEnd;
  private int deadEndDepth;
  private int complete;

  PathSearch(
      Validation validation,
      Certificate target,
      Role role,
      TrustStore.@Nullable Anchor onlyAnchor,
      boolean tolerant) {
    this.validation = validation;
    this.role = role;
    this.onlyAnchor = onlyAnchor;
    this.tolerant = tolerant;
    this.reaching = validation.namesReachingAnAnchor(target);
    path.add(target);
  }

  /** Returns whether the names lead to an anchor at all. */
  boolean canReachAnAnchor() {
    return reaching.contains(path.getFirst().issuer());
  }

  /**
   * Searches for a path.
   *
   * @return a valid path or, in a tolerant search, the path with the fewest problems; null if there
   *     is none
   */
  @Nullable Found run() {
    Problem problem = bottom();
    if (problem != null) {
      if (!tolerant) {
        return null;
      }
      problems.add(problem);
    }
    TrustStore.Anchor itself = pinned();
    if (itself != null) {
      finish(itself);
    } else {
      extend();
    }
    return best;
  }

  /** The best path so far, for a search that exhausted its budget. */
  @Nullable Found best() {
    return best;
  }

  /** The deepest position where a signature did not verify; null if there was none. */
  @Nullable Problem deadEnd() {
    return deadEnd;
  }

  /** An anchor that equals this certificate: it is trusted directly. */
  private TrustStore.@Nullable Anchor pinned() {
    Certificate target = path.getFirst();
    for (TrustStore.Anchor anchor : validation.trust.anchors(target.subject())) {
      if (anchor.certificate().equals(target)
          && (onlyAnchor == null || onlyAnchor.equals(anchor))) {
        return anchor;
      }
    }
    return null;
  }

  private boolean isDone() {
    return tolerant ? complete >= MAX_TOLERATED_PATHS : best != null;
  }

  private void extend() {
    Certificate top = path.getLast();
    for (Candidate candidate : validation.issuers(top)) {
      if (isDone()) {
        return;
      }
      validation.budget.step();
      if (isUseful(candidate)) {
        put(candidate, top);
      }
    }
  }

  private boolean isUseful(Candidate candidate) {
    TrustStore.Anchor anchor = candidate.anchor();
    if (anchor != null) {
      return (onlyAnchor == null || onlyAnchor.equals(anchor))
          && !isOnPath(candidate.certificate());
    }
    return path.size() < Budget.MAX_PATH
        && reaching.contains(candidate.certificate().issuer())
        && !isOnPath(candidate.certificate());
  }

  /** RFC 4158 §2.4.2: no subject with the same key twice, because the search would loop. */
  private boolean isOnPath(Certificate candidate) {
    for (Certificate each : path) {
      if (each.subjectPublicKey().equals(candidate.subjectPublicKey())
          && each.subject().equals(candidate.subject())) {
        return true;
      }
    }
    return false;
  }

  private void put(Candidate candidate, Certificate top) {
    Problem problem = issuer(candidate);
    if (problem != null && !tolerant) {
      return;
    }
    SignatureResult signature = validation.signature(top, candidate);
    if (signature != SignatureResult.VALID) {
      noteDeadEnd(signature, top, candidate);
      return;
    }
    int before = problems.size();
    if (problem != null) {
      problems.add(problem);
    }
    path.add(candidate.certificate());
    if (candidate.anchor() != null) {
      finish(candidate.anchor());
    } else {
      extend();
    }
    path.removeLast();
    problems.subList(before, problems.size()).clear();
  }

  private void noteDeadEnd(SignatureResult signature, Certificate signed, Candidate issuer) {
    if (deadEnd == null || path.size() > deadEndDepth) {
      Certificate ca = issuer.certificate();
      Problem key =
          signature == SignatureResult.UNSUPPORTED
              ? CommonRules.key(ca, issuer.anchor() != null, validation.policy.algorithms())
              : null;
      deadEnd = key == null ? ChainBreaks.signature(signature, signed, ca) : key;
      deadEndDepth = path.size();
    }
  }

  private @Nullable Problem bottom() {
    Certificate target = path.getFirst();
    ValidationPolicy policy = validation.policy;
    Problem problem = CommonRules.validity(target, policy.at());
    if (problem == null) {
      problem = CommonRules.extensions(target);
    }
    if (problem == null) {
      problem = CommonRules.key(target, false, policy.algorithms());
    }
    if (problem == null && policy.webPki()) {
      problem = WebPkiRules.common(target, false);
    }
    if (problem == null && role == Role.LEAF) {
      problem = LeafRules.check(target, policy);
      if (problem == null && policy.webPki()) {
        problem = WebPkiRules.leaf(target);
      }
    }
    return problem;
  }

  /** All checks of an issuer that can be made before looking further up. */
  private @Nullable Problem issuer(Candidate candidate) {
    Certificate ca = candidate.certificate();
    ValidationPolicy policy = validation.policy;
    boolean anchor = candidate.anchor() != null;
    int below = IssuerRules.intermediates(path);
    Problem problem = CommonRules.validity(ca, policy.at());
    if (problem == null) {
      problem = CommonRules.extensions(ca);
    }
    if (problem == null) {
      problem = CommonRules.key(ca, anchor, policy.algorithms());
    }
    if (problem == null) {
      problem = IssuerRules.check(ca, anchor, below, policy);
    }
    if (problem == null && !anchor && role == Role.LEAF) {
      problem = depth(ca, below + (ca.isSelfIssued() ? 0 : 1));
    }
    if (problem == null && policy.webPki()) {
      problem = WebPkiRules.common(ca, anchor);
      if (problem == null) {
        problem = WebPkiRules.issuer(ca, anchor);
      }
    }
    return problem == null ? validation.nameConstraints.check(path, ca) : problem;
  }

  private @Nullable Problem depth(Certificate ca, int intermediates) {
    int most = validation.policy.maxDepth();
    return intermediates <= most
        ? null
        : new Problem(
            Verdict.PATH_TOO_LONG,
            ca,
            String.format(
                "the path needs %d or more intermediates, among them %s; at most %d are allowed",
                intermediates, Sentences.subject(ca), most));
  }

  /** The path has reached an anchor: checks of the whole path. */
  private void finish(TrustStore.Anchor anchor) {
    complete++;
    List<Problem> all = new ArrayList<>(problems);
    List<Certificate> belowAnchor = path.subList(0, Math.max(1, path.size() - 1)).reversed();
    PolicyInputs inputs = role == Role.LEAF ? validation.policy.policies() : PolicyInputs.DEFAULT;
    Validity validity = new Validity();
    for (Certificate certificate : path) {
      validity.narrow(certificate);
      validation.budget.compare(
          certificate.policies().size() + certificate.policyMappings().size());
    }
    Problem problem = PolicyRules.check(belowAnchor, inputs);
    if (problem == null || tolerant) {
      add(all, problem);
      add(all, validation.revocation.check(path, anchor, validity));
    } else {
      add(all, problem);
    }
    if (all.isEmpty() || (tolerant && (best == null || all.size() < best.problems().size()))) {
      best = new Found(List.copyOf(path), anchor, validity, List.copyOf(all));
    }
  }

  private static void add(List<Problem> problems, @Nullable Problem problem) {
    if (problem != null) {
      problems.add(problem);
    }
  }
}
