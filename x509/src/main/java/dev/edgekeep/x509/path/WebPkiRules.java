package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.AuthorityKeyIdentifier;
import dev.edgekeep.x509.cert.BasicConstraints;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.KeyUsage;
import dev.edgekeep.x509.der.Slice;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Requirements of RFC 5280 §4 for issuers, and of the CA/Browser Forum's profile of server
 * certificates, as far as a verifier should enforce them. Applied only under {@link
 * ValidationPolicy#webPki}: path validation (RFC 5280 §6) does not need them, and private CAs for
 * clients often violate one.
 */
final class WebPkiRules {
  private WebPkiRules() {}

  /** Rules for every certificate in the path. */
  static @Nullable Problem common(Certificate certificate, boolean anchor) {
    String wrong = null;
    KeyUsage usage = certificate.keyUsage();
    BasicConstraints constraints = certificate.basicConstraints();
    if (certificate.version() != 3) {
      wrong = "it is of version " + certificate.version() + ", not 3";
    } else if (!anchor && !certificate.serialNumber().isConforming()) {
      wrong = "its serial number is zero, negative or longer than 20 octets (RFC 5280 §4.1.2.2)";
    } else if (certificate.hasEarlyGeneralizedTime()) {
      wrong = "a date before 2050 is not a UTCTime (RFC 5280 §4.1.2.5)";
    } else if (usage != null && usage.keyCertSign() != certificate.isCa()) {
      wrong = "basicConstraints and keyUsage contradict each other (RFC 5280 §4.2.1.9)";
    } else if (constraints != null && !constraints.ca() && constraints.maxPathLength() >= 0) {
      wrong = "it has a path length constraint but is no CA (RFC 5280 §4.2.1.9)";
    } else if (isNotCritical(certificate, Extension.NAME_CONSTRAINTS)) {
      wrong = "its name constraints are not critical (RFC 5280 §4.2.1.10)";
    } else if (isNotCritical(certificate, Extension.POLICY_CONSTRAINTS)) {
      wrong = "its policy constraints are not critical (RFC 5280 §4.2.1.11)";
    } else if (isNotCritical(certificate, Extension.INHIBIT_ANY_POLICY)) {
      wrong = "its inhibitAnyPolicy is not critical (RFC 5280 §4.2.1.14)";
    } else {
      wrong = authorityKey(certificate, anchor);
    }
    return wrong == null ? null : malformed(certificate, wrong);
  }

  /** Rules for certificates that issue others. */
  static @Nullable Problem issuer(Certificate ca, boolean anchor) {
    String wrong = null;
    if (isNotCritical(ca, Extension.BASIC_CONSTRAINTS)) {
      wrong = "its basicConstraints are not critical (RFC 5280 §4.2.1.9)";
    } else if (ca.subjectKeyIdentifier() == null) {
      wrong = "it is a CA without a subject key identifier (RFC 5280 §4.2.1.2)";
    } else if (anchor && ca.extendedKeyUsage() != null) {
      wrong = "it is a root with an extended key usage";
    }
    return wrong == null ? null : malformed(ca, wrong);
  }

  /** Rules for the leaf. */
  static @Nullable Problem leaf(Certificate leaf) {
    String wrong = null;
    Extension names = leaf.extension(Extension.SUBJECT_ALT_NAME);
    Extension usage = leaf.extension(Extension.EXTENDED_KEY_USAGE);
    List<String> purposes = leaf.extendedKeyUsage();
    if (usage != null && usage.critical()) {
      wrong = "its extended key usage is critical";
    } else if (purposes != null && purposes.contains(Usages.ANY)) {
      wrong = "its extended key usage has anyExtendedKeyUsage";
    } else if (names != null && names.critical() != leaf.subject().isEmpty()) {
      wrong = "its subjectAltName must be critical where the subject is empty, and only there";
    } else {
      wrong = altNames(leaf);
    }
    if (wrong == null) {
      wrong = CommonNames.contradiction(leaf);
    }
    return wrong == null ? null : malformed(leaf, wrong);
  }

  private static @Nullable String altNames(Certificate leaf) {
    for (GeneralName name : leaf.subjectAltNames()) {
      if (name instanceof GeneralName.Dns(String dns)
          && (!HostNames.isPresentedName(dns) || IpAddresses.parse(dns) != null)) {
        return "the DNS name \"" + dns + "\" is not a host name (RFC 5280 §4.2.1.6)";
      }
    }
    return null;
  }

  private static boolean isNotCritical(Certificate certificate, String oid) {
    Extension extension = certificate.extension(oid);
    return extension != null && !extension.critical();
  }

  /**
   * RFC 5280 §4.2.1.1: anchors need no authority key identifier; if a root has one, it must be its
   * own.
   */
  private static @Nullable String authorityKey(Certificate certificate, boolean anchor) {
    AuthorityKeyIdentifier authority = certificate.authorityKeyIdentifier();
    boolean root = anchor && certificate.isSelfIssued();
    if (authority == null) {
      return anchor ? null : "it has no authority key identifier (RFC 5280 §4.2.1.1)";
    }
    Slice key = authority.keyIdentifier();
    if (key == null && (root || !anchor)) {
      return "its authority key identifier names no key (RFC 5280 §4.2.1.1)";
    }
    if (root && (!authority.issuer().isEmpty() || authority.serialNumber() != null)) {
      return "it is a root whose authority key identifier names an issuer or serial number";
    }
    if (root && !Objects.equals(key, certificate.subjectKeyIdentifier())) {
      return "it is a root whose authority key identifier is not its own key's";
    }
    return null;
  }

  private static Problem malformed(Certificate certificate, String wrong) {
    return new Problem(
        Verdict.MALFORMED,
        certificate,
        Sentences.subject(certificate)
            + " is not formed as server certificates must be: "
            + wrong
            + "; have it reissued");
  }
}
