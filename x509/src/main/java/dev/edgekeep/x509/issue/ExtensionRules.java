package dev.edgekeep.x509.issue;

import static dev.edgekeep.x509.issue.Lint.unless;

import dev.edgekeep.x509.cert.AuthorityKeyIdentifier;
import dev.edgekeep.x509.cert.BasicConstraints;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.cert.SiteExtension;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.issue.Lint.Case;
import dev.edgekeep.x509.issue.Lint.Rule;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules for extensions (RFC 5280 §4.2). */
final class ExtensionRules {
  static final List<Rule> ALL =
      List.of(
          ExtensionRules::known,
          ExtensionRules::criticality,
          ExtensionRules::subjectKeyIdentifier,
          ExtensionRules::authorityKeyIdentifier,
          ExtensionRules::basicConstraints,
          ExtensionRules::keyUsage,
          ExtensionRules::purposes,
          ExtensionRules::names,
          ExtensionRules::pointers,
          ExtensionRules::urls,
          ExtensionRules::noCheck,
          ExtensionRules::site);

  private static final Set<String> KNOWN =
      Set.of(
          Extension.AUTHORITY_KEY_IDENTIFIER,
          Extension.SUBJECT_KEY_IDENTIFIER,
          Extension.BASIC_CONSTRAINTS,
          Extension.KEY_USAGE,
          Extension.EXTENDED_KEY_USAGE,
          Extension.SUBJECT_ALT_NAME,
          Extension.CRL_DISTRIBUTION_POINTS,
          Extension.AUTHORITY_INFO_ACCESS,
          ToBeSigned.OCSP_NO_CHECK,
          SiteExtension.OID);

  private ExtensionRules() {}

  private static @Nullable String known(Case at) {
    for (Extension extension : at.certificate().extensions()) {
      if (!KNOWN.contains(extension.oid())) {
        return "the extension " + extension.oid() + ", which no profile has";
      }
    }
    return null;
  }

  /** §4.2.1.1–3, §4.2.1.6, §4.2.1.9, §4.2.1.13, §4.2.2.1. */
  private static @Nullable String criticality(Case at) {
    for (Extension extension : at.certificate().extensions()) {
      boolean expected =
          switch (extension.oid()) {
            case Extension.BASIC_CONSTRAINTS, Extension.KEY_USAGE -> true;
            case Extension.SUBJECT_ALT_NAME -> at.certificate().subject().isEmpty();
            default -> false;
          };
      if (extension.critical() != expected) {
        return "the extension " + extension.oid() + " must be critical: " + expected;
      }
    }
    return null;
  }

  private static @Nullable String subjectKeyIdentifier(Case at) {
    Slice identifier = at.certificate().subjectKeyIdentifier();
    Slice key = at.certificate().subjectPublicKey().keyBits();
    return unless(
        identifier != null && identifier.equals(Slice.of(Fingerprint.sha1(key).bytes())),
        "subjectKeyIdentifier is not SHA-1 of the key (RFC 5280 §4.2.1.2)");
  }

  private static @Nullable String authorityKeyIdentifier(Case at) {
    AuthorityKeyIdentifier authority = at.certificate().authorityKeyIdentifier();
    Certificate issuer = at.issuer().certificate();
    Slice expected = (issuer == null ? at.certificate() : issuer).subjectKeyIdentifier();
    return unless(
        authority != null && Objects.equals(authority.keyIdentifier(), expected),
        "authorityKeyIdentifier is not the issuer's subjectKeyIdentifier (RFC 5280 §4.2.1.1)");
  }

  private static @Nullable String basicConstraints(Case at) {
    CertificateProfile profile = at.profile();
    BasicConstraints expected = new BasicConstraints(profile.authority(), profile.maxPathLength());
    return unless(
        expected.equals(at.certificate().basicConstraints()),
        "basicConstraints are not those of a " + profile.name() + " (RFC 5280 §4.2.1.9)");
  }

  private static @Nullable String keyUsage(Case at) {
    return unless(
        at.profile().keyUsage().equals(at.certificate().keyUsage()),
        "keyUsage is not that of a " + at.profile().name() + " (RFC 5280 §4.2.1.3)");
  }

  private static @Nullable String purposes(Case at) {
    List<String> found = at.certificate().extendedKeyUsage();
    return unless(
        at.profile().purposes().equals(found == null ? List.of() : found),
        "extKeyUsage is not that of a " + at.profile().name() + " (RFC 5280 §4.2.1.12)");
  }

  private static @Nullable String names(Case at) {
    var names = at.certificate().subjectAltNames();
    if (!names.equals(at.template().names())) {
      return "not the intended subjectAltNames";
    }
    if (!names.isEmpty() && !at.profile().named()) {
      return "subjectAltNames, which a " + at.profile().name() + " has not";
    }
    return AlternativeNames.problem(names);
  }

  private static @Nullable String pointers(Case at) {
    if (!at.profile().pointers()) {
      return null;
    }
    boolean list = !at.certificate().crlDistributionPoints().isEmpty();
    boolean access = at.certificate().extension(Extension.AUTHORITY_INFO_ACCESS) != null;
    return unless(
        list && access, "it does not say where its revocation is published (RFC 5280 §4.2.1.13)");
  }

  private static @Nullable String urls(Case at) {
    PublicationUrls pointers = at.template().pointers();
    List<String> wrong =
        Stream.of(pointers.crl(), pointers.ocsp(), pointers.issuer())
            .flatMap(List::stream)
            .filter(url -> !isHttp(url))
            .toList();
    return unless(wrong.isEmpty(), "not an absolute http or https URL: " + wrong);
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = URI.create(url);
      String scheme = uri.getScheme();
      boolean http = "http".equals(scheme) || "https".equals(scheme);
      return http && uri.getHost() != null && url.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static @Nullable String noCheck(Case at) {
    boolean found = at.certificate().extension(ToBeSigned.OCSP_NO_CHECK) != null;
    return unless(
        found == at.profile().withoutRevocation(),
        "id-pkix-ocsp-nocheck is for OCSP responders (RFC 6960 §4.2.2.2.1)");
  }

  private static @Nullable String site(Case at) {
    return unless(
        Objects.equals(SiteExtension.of(at.certificate()), at.template().site()),
        "the site is not the intended one");
  }
}
