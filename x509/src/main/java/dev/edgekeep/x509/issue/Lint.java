package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.Certificate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks a certificate, parsed from its encoding, against RFC 5280 and the intended content. It
 * shares nothing with {@link ToBeSigned} but the terms of the standard.
 */
final class Lint {
  /** The certificate to check, and its intended content. */
  record Case(
      Certificate certificate,
      CertificateIssuer issuer,
      CertificateProfile profile,
      CertificateTemplate template) {}

  /** A rule. */
  interface Rule {
    /** The violation, with the section of the rule; null if there is none. */
    @Nullable String finding(Case at);
  }

  private Lint() {}

  /** All violations; empty if there are none. */
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

  /** The finding, unless the condition holds. */
  static @Nullable String unless(boolean condition, String finding) {
    return condition ? null : finding;
  }
}
