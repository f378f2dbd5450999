package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.path.Session.Candidate;
import dev.edgekeep.x509.signature.SignatureResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds paths upwards from one certificate, depth first, and validates them on the way: whatever
 * can be asked of a certificate and of what is below it is asked when it is put on top, so that a
 * wrong turn ends early and the next one is tried.
 *
 * <p>A strict search ends with the first valid path. A tolerant one, made when there is none, walks
 * on past problems that do not touch signatures and keeps the path with the fewest: its first
 * problem is what the operator is told, and it is told only of chains that really end at an anchor.
 */
final class PathSearch {
  /** What the certificate at the bottom of the path is for. */
  enum Role {
    LEAF,
    CRL_ISSUER
  }

  /** A path to an anchor: leaf first, anchor last, and what is wrong with it. */
  record Found(
      List<Certificate> path,
      TrustStore.Anchor anchor,
      Validity validity,
      List<Problem> problems) {}

  private static final int MAX_TOLERATED_PATHS = 16;

  private final Session session;
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
      Session session,
      Certificate target,
      Role role,
      TrustStore.@Nullable Anchor onlyAnchor,
      boolean tolerant) {
    this.session = session;
    this.role = role;
    this.onlyAnchor = onlyAnchor;
    this.tolerant = tolerant;
    this.reaching = session.namesReachingAnAnchor(target);
    path.add(target);
  }

  /** Whether the names lead to an anchor at all. */
  boolean canReachAnAnchor() {
    return reaching.contains(path.getFirst().issuer());
  }

  /**
   * Searches.
   *
   * @return a valid path, or, in a tolerant search, the path with the fewest problems; null when
   *     there is none
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

  /** The best path so far, which a search that ran out of its budget leaves behind. */
  @Nullable Found best() {
    return best;
  }

  /** The deepest place where a signature did not verify; null when there was none. */
  @Nullable Problem deadEnd() {
    return deadEnd;
  }

  /** An anchor that is this very certificate: it is trusted as it is. */
  private TrustStore.@Nullable Anchor pinned() {
    Certificate target = path.getFirst();
    for (TrustStore.Anchor anchor : session.trust.anchors(target.subject())) {
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
    for (Candidate candidate : session.issuers(top)) {
      if (isDone()) {
        return;
      }
      session.budget.step();
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

  /** RFC 4158 §2.4.2: no subject with the same key twice, or the search would run in circles. */
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
    SignatureResult signature = session.signature(top, candidate);
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
              ? CommonRules.key(ca, issuer.anchor() != null, session.policy.algorithms())
              : null;
      deadEnd = key == null ? DeadEnds.signature(signature, signed, ca) : key;
      deadEndDepth = path.size();
    }
  }

  private @Nullable Problem bottom() {
    Certificate target = path.getFirst();
    ValidationPolicy policy = session.policy;
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

  /** Everything that can be asked of an issuer before looking further up. */
  private @Nullable Problem issuer(Candidate candidate) {
    Certificate ca = candidate.certificate();
    ValidationPolicy policy = session.policy;
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
    return problem == null ? session.nameConstraints.check(path, ca) : problem;
  }

  private @Nullable Problem depth(Certificate ca, int intermediates) {
    int most = session.policy.maxDepth();
    return intermediates <= most
        ? null
        : new Problem(
            Verdict.PATH_TOO_LONG,
            ca,
            String.format(
                "the path needs %d or more intermediates, among them %s; at most %d are allowed",
                intermediates, Sentences.subject(ca), most));
  }

  /** The path has reached an anchor: what concerns the whole of it. */
  private void finish(TrustStore.Anchor anchor) {
    complete++;
    List<Problem> all = new ArrayList<>(problems);
    List<Certificate> belowAnchor = path.subList(0, Math.max(1, path.size() - 1)).reversed();
    PolicyInputs inputs = role == Role.LEAF ? session.policy.policies() : PolicyInputs.DEFAULT;
    Validity validity = new Validity();
    for (Certificate certificate : path) {
      validity.narrow(certificate);
      session.budget.compare(certificate.policies().size() + certificate.policyMappings().size());
    }
    Problem problem = PolicyRules.check(belowAnchor, inputs);
    if (problem == null || tolerant) {
      add(all, problem);
      add(all, session.revocation.check(path, anchor, validity));
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
