package dev.edgekeep.x509.inspect;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.inspect.Inspector.FoundCertificate;
import dev.edgekeep.x509.inspect.Inspector.FoundKey;
import dev.edgekeep.x509.pem.KeyMatch;
import dev.edgekeep.x509.signature.SignatureCheck;
import dev.edgekeep.x509.signature.SignatureResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds problems among several certificates, keys and lists. */
final class ChainProblems {
  private ChainProblems() {}

  static List<String> of(List<FoundCertificate> found) {
    List<String> problems = new ArrayList<>();
    Set<Certificate> seen = new HashSet<>();
    for (FoundCertificate each : found) {
      if (!seen.add(each.certificate())) {
        problems.add(each.where() + ": " + each.certificate().subject() + " is there twice");
      }
    }
    for (int i = 0; i < found.size() && found.size() > 1; i++) {
      Certificate certificate = found.get(i).certificate();
      boolean last = i == found.size() - 1;
      if (!certificate.isSelfIssued()) {
        Certificate next = last ? null : found.get(i + 1).certificate();
        add(problems, link(found.get(i), next, found));
      }
    }
    return problems;
  }

  /**
   * Checks that the next certificate is the issuer of this one, and otherwise says where the issuer
   * is.
   */
  private static @Nullable String link(
      FoundCertificate one, @Nullable Certificate next, List<FoundCertificate> all) {
    Certificate certificate = one.certificate();
    if (next != null && next.subject().equals(certificate.issuer())) {
      return verifies(certificate, next)
          ? null
          : String.format(
              "%s: the signature does not verify with the key of the next certificate, %s",
              one.where(), next.subject());
    }
    for (FoundCertificate other : all) {
      if (other.certificate().subject().equals(certificate.issuer())) {
        return next == null && other.certificate().isCa()
            ? String.format(
                "out of order: the issuer of %s stands before it", certificate.subject())
            : String.format(
                "out of order: after %s comes not its issuer, which is in %s",
                certificate.subject(), other.where());
      }
    }
    // A chain may omit its root, and therefore the last certificate's issuer.
    return next == null
        ? null
        : String.format(
            "a gap: the issuer of %s, %s, is not here",
            certificate.subject(), certificate.issuer());
  }

  private static boolean verifies(Certificate certificate, Certificate issuer) {
    SignatureResult result =
        SignatureCheck.check(
            certificate.signatureAlgorithm(),
            certificate.toBeSigned(),
            certificate.signature(),
            issuer.subjectPublicKey());
    return result != SignatureResult.INVALID;
  }

  static List<String> keys(List<FoundKey> keys, List<FoundCertificate> found) {
    List<String> problems = new ArrayList<>();
    if (found.isEmpty()) {
      return problems;
    }
    for (FoundKey key : keys) {
      try {
        boolean matched = false;
        for (FoundCertificate each : found) {
          matched |= KeyMatch.matches(key.pkcs8().toBytes(), each.certificate().subjectPublicKey());
        }
        if (!matched) {
          problems.add(
              "the private key in " + key.where() + " belongs to none of the certificates");
        }
      } catch (CertificateFormatException e) {
        problems.add(key.where() + ": " + e.getMessage());
      }
    }
    return problems;
  }

  static List<String> lists(List<RevocationList> lists, List<FoundCertificate> found) {
    List<String> problems = new ArrayList<>();
    for (RevocationList list : lists) {
      List<Certificate> issuers =
          found.stream()
              .map(FoundCertificate::certificate)
              .filter(certificate -> certificate.subject().equals(list.issuer()))
              .toList();
      boolean signed =
          issuers.stream().anyMatch(issuer -> list.isSignedBy(issuer.subjectPublicKey()));
      if (!issuers.isEmpty() && !signed) {
        problems.add("the list of " + list.issuer() + " is not signed by its key");
      }
    }
    return problems;
  }

  private static void add(List<String> problems, @Nullable String problem) {
    if (problem != null) {
      problems.add(problem);
    }
  }
}
