package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.Certificate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds a certificate, read back from its encoding, to RFC 5280 and to what was meant. It shares
 * nothing with {@link ToBeSigned} but the words of the standard.
 */
final class Lint {
  /** What is looked at, and what it is compared with. */
  record Case(
      Certificate certificate,
      CertificateIssuer issuer,
      CertificateProfile profile,
      CertificateTemplate template) {}

  /** One rule. */
  interface Rule {
    /** What is wrong, with the rule's place; null when nothing is. */
    @Nullable String finding(Case at);
  }

  private Lint() {}

  /** Everything that is wrong; empty when nothing is. */
  static List<String> findings(
      Certificate certificate,
      CertificateIssuer issuer,
      CertificateProfile profile,
      CertificateTemplate template) {
    Case at = new Case(certificate, issuer, profile, template);
    return Stream.concat(FieldRules.ALL.stream(), ExtensionRules.ALL.stream())
        .map(rule -> rule.finding(at))
        .filter(Objects::nonNull)
        .map(Objects::requireNonNull)
        .toList();
  }

  /** The finding unless the condition holds. */
  static @Nullable String unless(boolean condition, String finding) {
    return condition ? null : finding;
  }
}
