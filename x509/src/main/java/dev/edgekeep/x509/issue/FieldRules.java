package dev.edgekeep.x509.issue;

import static dev.edgekeep.x509.issue.Lint.unless;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.issue.Lint.Case;
import dev.edgekeep.x509.issue.Lint.Rule;
import dev.edgekeep.x509.signature.SignatureAlgorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules for the basic fields (RFC 5280 §4.1). */
final class FieldRules {
  static final List<Rule> ALL =
      List.of(
          FieldRules::version,
          FieldRules::serial,
          FieldRules::algorithm,
          FieldRules::issuer,
          FieldRules::validity,
          FieldRules::withinIssuer,
          FieldRules::times,
          FieldRules::subject,
          FieldRules::somebody,
          FieldRules::key);

  private FieldRules() {}

  private static @Nullable String version(Case at) {
    return unless(at.certificate().version() == 3, "not of version 3 (RFC 5280 §4.1.2.1)");
  }

  /** A number of 16 octets with the sign bit clear cannot accidentally come from a counter. */
  private static @Nullable String serial(Case at) {
    Certificate certificate = at.certificate();
    boolean positive = certificate.serialNumber().isConforming();
    boolean meant = certificate.serialNumber().equals(at.template().serial());
    return unless(
        positive && meant && certificate.serialOctets().length() == SerialNumbers.OCTETS,
        "the serial number is not a positive one of 16 octets (RFC 5280 §4.1.2.2)");
  }

  private static @Nullable String algorithm(Case at) {
    SignatureAlgorithm algorithm = SignatureAlgorithm.of(at.certificate().signatureAlgorithm());
    return unless(
        !algorithm.weak() && algorithm.javaName() != null,
        "the signature algorithm " + algorithm.label() + " is weak or not known");
  }

  /** Octet by octet, because some verifiers compare names only in this way. */
  private static @Nullable String issuer(Case at) {
    Certificate issuer = at.issuer().certificate();
    var expected = issuer == null ? at.certificate().subject() : issuer.subject();
    boolean same = at.certificate().issuer().encoded().equals(expected.encoded());
    return unless(
        same && !expected.isEmpty(),
        "the issuer is not the subject of its issuer's certificate (RFC 5280 §4.1.2.4)");
  }

  private static @Nullable String validity(Case at) {
    Instant from = at.certificate().notBefore();
    Instant until = at.certificate().notAfter();
    if (until.isBefore(from)) {
      return "it ends before it begins (RFC 5280 §4.1.2.5)";
    }
    Duration allowed = at.profile().maxValidity();
    return unless(
        Duration.between(from, until).compareTo(allowed) <= 0,
        "valid for longer than the " + allowed.toDays() + " days of a " + at.profile().name());
  }

  private static @Nullable String withinIssuer(Case at) {
    Certificate issuer = at.issuer().certificate();
    if (issuer == null) {
      return null;
    }
    boolean within =
        !at.certificate().notBefore().isBefore(issuer.notBefore())
            && !at.certificate().notAfter().isAfter(issuer.notAfter());
    return unless(
        within,
        String.format(
            "valid beyond its issuer, which is from %s to %s",
            issuer.notBefore(), issuer.notAfter()));
  }

  private static @Nullable String times(Case at) {
    boolean meant =
        at.certificate().notBefore().getEpochSecond() == at.template().notBefore().getEpochSecond()
            && at.certificate().notAfter().getEpochSecond()
                == at.template().notAfter().getEpochSecond();
    return unless(
        meant && !at.certificate().hasEarlyGeneralizedTime(),
        "the validity is not written as RFC 5280 §4.1.2.5 has it");
  }

  private static @Nullable String subject(Case at) {
    boolean meant = at.certificate().subject().encoded().equals(at.template().subject().encoded());
    return meant
        ? SubjectAttributes.problem(at.certificate().subject())
        : "not the intended subject";
  }

  private static @Nullable String somebody(Case at) {
    boolean named = !at.certificate().subjectAltNames().isEmpty();
    return unless(
        !at.certificate().subject().isEmpty() || (named && !at.profile().authority()),
        "neither a subject nor subjectAltNames (RFC 5280 §4.1.2.6)");
  }

  private static @Nullable String key(Case at) {
    boolean meant = at.certificate().subjectPublicKey().equals(at.template().publicKey());
    return meant ? KeyQuality.problem(at.certificate().subjectPublicKey()) : "not the intended key";
  }
}
