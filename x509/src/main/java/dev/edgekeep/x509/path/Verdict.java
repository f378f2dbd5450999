package dev.edgekeep.x509.path;

import org.jspecify.annotations.Nullable;

/**
 * The result of verifying a client: {@link #VERIFIED}, or the reason why not. One vocabulary for
 * logs, metrics, rules, API and console; {@link #label()} is its spelling everywhere outside Java.
 */
public enum Verdict {
  /** The chain leads to a trusted root, and no check failed. */
  VERIFIED("verified", null),
  /** The client presented no certificate. */
  ABSENT("absent", TlsAlert.CERTIFICATE_REQUIRED),
  /** No path leads to a trusted root. */
  UNTRUSTED("untrusted", TlsAlert.UNKNOWN_CA),
  /** An issuer is missing: neither sent by the client nor among the host's client CAs. */
  CHAIN_INCOMPLETE("chain-incomplete", TlsAlert.UNKNOWN_CA),
  /** A certificate in the path is past its notAfter. */
  EXPIRED("expired", TlsAlert.CERTIFICATE_EXPIRED),
  /** A certificate in the path is before its notBefore. */
  NOT_YET_VALID("not-yet-valid", TlsAlert.CERTIFICATE_EXPIRED),
  /** A certificate in the path is revoked. */
  REVOKED("revoked", TlsAlert.CERTIFICATE_REVOKED),
  /** Revocation is checked for this CA, but no current list covers the certificate. */
  REVOCATION_UNKNOWN("revocation-unknown", TlsAlert.CERTIFICATE_UNKNOWN),
  /** Key usage or extended key usage do not allow the use of the certificate. */
  WRONG_USAGE("wrong-usage", TlsAlert.UNSUPPORTED_CERTIFICATE),
  /** A signature does not verify. */
  BAD_SIGNATURE("bad-signature", TlsAlert.BAD_CERTIFICATE),
  /** An issuer in the path is not a certificate authority. */
  NOT_A_CA("not-a-ca", TlsAlert.BAD_CERTIFICATE),
  /** The path is longer than a path length constraint or the host's maxChainDepth allows. */
  PATH_TOO_LONG("path-too-long", TlsAlert.BAD_CERTIFICATE),
  /** A name violates the name constraints of an issuer. */
  NAME_NOT_PERMITTED("name-not-permitted", TlsAlert.BAD_CERTIFICATE),
  /** The certificate policies do not allow the path. */
  POLICY("policy", TlsAlert.BAD_CERTIFICATE),
  /** A critical extension is not supported. */
  UNKNOWN_CRITICAL_EXTENSION("unknown-critical-extension", TlsAlert.UNSUPPORTED_CERTIFICATE),
  /** A key or signature algorithm is too weak or not supported. */
  WEAK_ALGORITHM("weak-algorithm", TlsAlert.UNSUPPORTED_CERTIFICATE),
  /** The certificate is not for the requested name. */
  NAME_MISMATCH("name-mismatch", TlsAlert.BAD_CERTIFICATE),
  /** The certificate is malformed, or violates its profile. */
  MALFORMED("malformed", TlsAlert.BAD_CERTIFICATE),
  /** The decision would cost more work than one client may cause. */
  TOO_COMPLEX("too-complex", TlsAlert.BAD_CERTIFICATE);

  private final String label;
  private final @Nullable TlsAlert alert;

  Verdict(String label, @Nullable TlsAlert alert) {
    this.label = label;
    this.alert = alert;
  }

  /** The verdict's name in logs, headers, metrics, rules and the API. */
  public String label() {
    return label;
  }

  /** The TLS alert for the peer; null for {@link #VERIFIED}. */
  public @Nullable TlsAlert alert() {
    return alert;
  }
}
