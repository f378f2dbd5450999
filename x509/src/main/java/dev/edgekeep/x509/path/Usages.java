package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.KeyUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Key usage and extended key usage for TLS (RFC 5280 §4.2.1.3, §4.2.1.12; RFC 8446 §4.4.2). */
final class Usages {
  static final String ANY = "2.5.29.37.0";
  static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  private Usages() {}

  static @Nullable Problem ofLeaf(Certificate leaf, Purpose purpose) {
    if (purpose == Purpose.ANY) {
      return null;
    }
    List<String> extended = leaf.extendedKeyUsage();
    if (extended != null && !contains(extended, purpose)) {
      return wrong(leaf, "its extended key usage does not include " + wanted(purpose));
    }
    KeyUsage usage = leaf.keyUsage();
    if (usage != null && !signsHandshakes(usage, purpose)) {
      return wrong(leaf, "its key usage (" + listed(usage) + ") does not allow TLS");
    }
    return null;
  }

  /** An issuer's extended key usage, if present, limits everything below it. */
  static @Nullable Problem ofIssuer(Certificate ca, Purpose purpose) {
    List<String> extended = ca.extendedKeyUsage();
    if (purpose == Purpose.ANY || extended == null || contains(extended, purpose)) {
      return null;
    }
    return wrong(
        ca, "it is an issuer whose extended key usage does not include " + wanted(purpose));
  }

  /** Clients sign; servers in TLS 1.2 may also decrypt or agree on keys. */
  private static boolean signsHandshakes(KeyUsage usage, Purpose purpose) {
    return usage.digitalSignature()
        || (purpose == Purpose.SERVER && (usage.keyEncipherment() || usage.keyAgreement()));
  }

  private static boolean contains(List<String> extended, Purpose purpose) {
    String oid = purpose == Purpose.CLIENT ? CLIENT_AUTH : SERVER_AUTH;
    return extended.contains(oid) || extended.contains(ANY);
  }

  private static String wanted(Purpose purpose) {
    return purpose == Purpose.CLIENT ? "clientAuth" : "serverAuth";
  }

  private static String listed(KeyUsage usage) {
    return usage.bits() == 0 ? "none" : String.join(", ", usage.names());
  }

  private static Problem wrong(Certificate certificate, String why) {
    return new Problem(
        Verdict.WRONG_USAGE,
        certificate,
        String.format(
            "%s cannot be used for this: %s; have one issued for this use",
            Sentences.subject(certificate), why));
  }
}
