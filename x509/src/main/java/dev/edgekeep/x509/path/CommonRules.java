package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.der.DerException;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules for every certificate in a path, whatever its position. */
final class CommonRules {
  /** Critical extensions that this product processes; RFC 5280 §4.2 refuses all others. */
  private static final Set<String> PROCESSED =
      Set.of(
          Extension.KEY_USAGE,
          Extension.SUBJECT_ALT_NAME,
          Extension.ISSUER_ALT_NAME,
          Extension.BASIC_CONSTRAINTS,
          Extension.NAME_CONSTRAINTS,
          Extension.CRL_DISTRIBUTION_POINTS,
          Extension.CERTIFICATE_POLICIES,
          Extension.POLICY_MAPPINGS,
          Extension.POLICY_CONSTRAINTS,
          Extension.EXTENDED_KEY_USAGE,
          Extension.INHIBIT_ANY_POLICY);

  private CommonRules() {}

  static boolean isValidAt(Certificate certificate, Instant at) {
    long now = at.getEpochSecond();
    return now <= certificate.notAfter().getEpochSecond()
        && now >= certificate.notBefore().getEpochSecond();
  }

  static @Nullable Problem validity(Certificate certificate, Instant at) {
    long now = at.getEpochSecond();
    if (now > certificate.notAfter().getEpochSecond()) {
      return new Problem(
          Verdict.EXPIRED,
          certificate,
          String.format(
              "%s expired at %s; renew it, or have it replaced by %s",
              Sentences.subject(certificate),
              Sentences.when(certificate.notAfter(), at),
              Sentences.issuer(certificate)));
    }
    if (now < certificate.notBefore().getEpochSecond()) {
      return new Problem(
          Verdict.NOT_YET_VALID,
          certificate,
          String.format(
              "%s is valid from %s; wait, or check the clocks of the issuer and of this machine",
              Sentences.subject(certificate), Sentences.when(certificate.notBefore(), at)));
    }
    return null;
  }

  static @Nullable Problem extensions(Certificate certificate) {
    for (Extension extension : certificate.extensions()) {
      if (extension.critical() && !PROCESSED.contains(extension.oid())) {
        return new Problem(
            Verdict.UNKNOWN_CRITICAL_EXTENSION,
            certificate,
            String.format(
                "%s has the critical extension %s, which must not be critical or is not "
                    + "supported; have it issued without",
                Sentences.subject(certificate), extension.oid()));
      }
    }
    return policyQualifier(certificate);
  }

  /** RFC 5280 §4.2.1.4: if the policies are critical, their qualifiers must be known. */
  private static @Nullable Problem policyQualifier(Certificate certificate) {
    String unknown = certificate.unknownPolicyQualifier();
    Extension policies = certificate.extension(Extension.CERTIFICATE_POLICIES);
    return unknown == null || policies == null || !policies.critical()
        ? null
        : new Problem(
            Verdict.UNKNOWN_CRITICAL_EXTENSION,
            certificate,
            String.format(
                "%s has critical certificate policies with the qualifier %s, which is not "
                    + "supported; have it issued without",
                Sentences.subject(certificate), unknown));
  }

  static @Nullable Problem key(Certificate certificate, boolean anchor, AlgorithmPolicy policy) {
    SubjectPublicKey key = certificate.subjectPublicKey();
    KeyAlgorithm type = key.type();
    boolean supported =
        switch (type) {
          case RSA, RSA_PSS -> strongRsa(key, anchor, policy);
          case P256, P384, P521, ED25519, ED448 -> true;
          case DSA -> policy.dsa();
          case OTHER_CURVE, UNKNOWN -> false;
        };
    return supported ? unusable(certificate) : weak(certificate, policy);
  }

  private static Problem weak(Certificate certificate, AlgorithmPolicy policy) {
    return new Problem(
        Verdict.WEAK_ALGORITHM,
        certificate,
        String.format(
            "%s has a key that is too weak or not supported: %s; use RSA of %d to %d bits, P-256, "
                + "P-384, P-521, Ed25519 or Ed448",
            Sentences.subject(certificate),
            certificate.subjectPublicKey().description(),
            policy.minRsaBits(),
            SubjectPublicKey.MAX_RSA_BITS));
  }

  /**
   * A key that cannot verify anything: a point off its curve, an RSA exponent of 1, or no key at
   * all.
   */
  private static @Nullable Problem unusable(Certificate certificate) {
    try {
      if (!certificate.subjectPublicKey().leavesParametersToIssuer()) {
        certificate.subjectPublicKey().publicKey();
      }
      return null;
    } catch (InvalidKeyException e) {
      return new Problem(
          Verdict.WEAK_ALGORITHM,
          certificate,
          String.format(
              "%s has a public key that cannot be used: %s; have it issued for another key",
              Sentences.subject(certificate), e.getMessage()));
    }
  }

  private static boolean strongRsa(SubjectPublicKey key, boolean anchor, AlgorithmPolicy policy) {
    try {
      int bits = key.rsaModulus().bitLength();
      int least = anchor ? policy.minAnchorRsaBits() : policy.minRsaBits();
      return bits >= least
          && bits <= SubjectPublicKey.MAX_RSA_BITS
          && (!policy.wholeOctetRsa() || bits % 8 == 0);
    } catch (DerException e) {
      return false;
    }
  }
}
