package dev.edgekeep.control.customca;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.KeyUsage;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.inspect.ServerChain;
import dev.edgekeep.x509.path.Purpose;
import dev.edgekeep.x509.path.TrustWarnings;
import dev.edgekeep.x509.path.TrustedCa;
import dev.edgekeep.x509.signature.SignatureAlgorithm;
import dev.edgekeep.x509.signature.SignatureCheck;
import dev.edgekeep.x509.signature.SignatureResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that clients can be verified against certificates. */
final class BundleCheck {
  private static final int MIN_RSA_BITS = 2_048;
  private static final Duration SOON = Duration.ofDays(30);

  private final List<Certificate> certificates;
  private final Instant now;
  private final List<String> problems = new ArrayList<>();

  private BundleCheck(List<Certificate> certificates, Instant now) {
    this.certificates = certificates;
    this.now = now;
  }

  /** The reasons for which certificates are refused; empty when they are accepted. */
  static List<String> problems(List<Certificate> certificates, Instant now) {
    BundleCheck check = new BundleCheck(certificates, now);
    check.duplicates();
    check.mixtures();
    certificates.forEach(check::authority);
    certificates.forEach(check::period);
    certificates.forEach(check::strength);
    certificates.forEach(check::path);
    return List.copyOf(check.problems);
  }

  private void tell(String problem) {
    problems.add(problem);
  }

  private void duplicates() {
    Set<Certificate> seen = new HashSet<>();
    for (Certificate certificate : certificates) {
      if (!seen.add(certificate)) {
        tell("%s is there twice; remove one".formatted(certificate.subject()));
      }
    }
  }

  /** A client and its CAs speak either the national algorithms or the others. */
  private void mixtures() {
    List<Certificate> national = certificates.stream().filter(Sm2::isUsedBy).toList();
    if (national.isEmpty()) {
      return;
    }
    if (national.size() < certificates.size()) {
      Certificate other =
          certificates.stream().filter(each -> !Sm2.isUsedBy(each)).findFirst().orElseThrow();
      tell(
          "SM2 is mixed with others: %s is SM2 and %s is not; upload a client CA for each"
              .formatted(national.getFirst().subject(), other.subject()));
    } else {
      tell(
          "%s is SM2, which edge nodes do not verify yet".formatted(national.getFirst().subject()));
    }
  }

  private void authority(Certificate certificate) {
    KeyUsage usage = certificate.keyUsage();
    if (!certificate.isCa()) {
      tell(
          "%s is not a CA: its basicConstraints do not say so; give the CA that issued it"
              .formatted(certificate.subject()));
    } else if (usage != null && !usage.keyCertSign()) {
      tell(
          "%s is not a CA: its keyUsage does not allow keyCertSign"
              .formatted(certificate.subject()));
    }
  }

  private void period(Certificate certificate) {
    if (certificate.notAfter().isBefore(now)) {
      tell("%s expired on %s".formatted(certificate.subject(), certificate.notAfter()));
    }
  }

  private void strength(Certificate certificate) {
    if (Sm2.isUsedBy(certificate)) {
      return;
    }
    SubjectPublicKey key = certificate.subjectPublicKey();
    boolean usable =
        switch (key.type()) {
          case RSA, RSA_PSS -> key.bits() >= MIN_RSA_BITS;
          case P256, P384, P521, ED25519, ED448 -> true;
          case OTHER_CURVE, DSA, UNKNOWN -> false;
        };
    if (!usable) {
      tell(
          "%s has a key that is too weak or not supported: %s"
              .formatted(certificate.subject(), key.description()));
    }
    SignatureAlgorithm algorithm = SignatureAlgorithm.of(certificate.signatureAlgorithm());
    if (!certificate.isSelfIssued() && algorithm.javaName() == null) {
      tell(
          "%s is signed with %s, which is too weak or not supported"
              .formatted(certificate.subject(), algorithm.label()));
    }
  }

  /** From every intermediate there is a way to a root that is here. */
  private void path(Certificate certificate) {
    Certificate top = ServerChain.of(certificate, certificates).certificates().getLast();
    if (!top.isSelfIssued()) {
      tell(
          "the chain is incomplete: the issuer of %s is missing; add %s"
              .formatted(top.subject(), top.issuer()));
    } else if (top.equals(certificate) && !isSignedBy(certificate, certificate)) {
      tell("%s is not signed with its own key, as a root is".formatted(certificate.subject()));
    }
  }

  private static boolean isSignedBy(Certificate certificate, Certificate issuer) {
    SignatureResult result =
        SignatureCheck.check(
            certificate.signatureAlgorithm(),
            certificate.toBeSigned(),
            certificate.signature(),
            issuer.subjectPublicKey());
    // A root's own signature protects nothing: that it is SHA-1 does not matter.
    return result != SignatureResult.INVALID;
  }

  /** The reasons for which lists are refused; empty when they are accepted. */
  static List<String> listProblems(Bundle bundle, Instant now) {
    BundleCheck check = new BundleCheck(bundle.certificates(), now);
    bundle.lists().forEach(list -> check.list(list, bundle.lists()));
    return List.copyOf(check.problems);
  }

  private void list(RevocationList list, List<RevocationList> all) {
    boolean superseded = all.stream().anyMatch(other -> other.supersedes(list));
    boolean signed =
        certificates.stream()
            .filter(each -> each.subject().equals(list.issuer()))
            .anyMatch(each -> list.isSignedBy(each.subjectPublicKey()));
    Instant next = list.nextUpdate();
    if (!signed) {
      tell("the list of %s is signed by none of the certificates".formatted(list.issuer()));
    } else if (!superseded && (next == null || next.isBefore(now))) {
      tell(
          "the list of %s %s, and every client would be refused; upload the current one"
              .formatted(
                  list.issuer(),
                  next == null ? "does not say when the next is due" : "ended on " + next));
    }
  }

  /** Remarks on certificates that are accepted. */
  static List<String> warnings(Bundle bundle, Instant now) {
    BundleCheck check = new BundleCheck(bundle.certificates(), now);
    bundle.certificates().forEach(check::soon);
    TrustedCa ca = TrustedCa.of("", bundle.certificates(), bundle.lists(), SerialSet.EMPTY);
    check.problems.addAll(TrustWarnings.ofCertificates(ca, Purpose.CLIENT, now));
    check.problems.addAll(TrustWarnings.ofLists(ca, now));
    return List.copyOf(check.problems);
  }

  private void soon(Certificate certificate) {
    Duration left = Duration.between(now, certificate.notAfter());
    if (left.isNegative()) {
      tell("%s expired on %s".formatted(certificate.subject(), certificate.notAfter()));
    } else if (left.compareTo(SOON) < 0) {
      tell("%s expires in %d days".formatted(certificate.subject(), left.toDays()));
    }
  }
}
