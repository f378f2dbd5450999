package dev.edgekeep.x509.path;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of verifying a client: {@link #VERIFIED}, or the reason why not. One vocabulary for
 * logs, metrics, rules, API and console; {@link #label()} is its spelling everywhere outside Java.
 */
public enum Verdict {
  /** The chain leads to a trusted root, and nothing speaks against it. */
  VERIFIED("verified", null),
  /** The client presented no certificate. */
  ABSENT("absent", TlsAlert.CERTIFICATE_REQUIRED),
  /** No path leads to a trusted root. */
  UNTRUSTED("untrusted", TlsAlert.UNKNOWN_CA),
  /** An issuer is missing: neither sent by the client nor among the host's client CAs. */
  CHAIN_INCOMPLETE("chain-incomplete", TlsAlert.UNKNOWN_CA),
  /** A certificate of the path is past its notAfter. */
  EXPIRED("expired", TlsAlert.CERTIFICATE_EXPIRED),
  /** A certificate of the path is before its notBefore. */
  NOT_YET_VALID("not-yet-valid", TlsAlert.CERTIFICATE_EXPIRED),
  /** A certificate of the path is revoked. */
  REVOKED("revoked", TlsAlert.CERTIFICATE_REVOKED),
  /** Revocation is checked for this CA, and no current list says what is needed. */
  REVOCATION_UNKNOWN("revocation-unknown", TlsAlert.CERTIFICATE_UNKNOWN),
  /** Key usage or extended key usage do not allow what the certificate is used for. */
  WRONG_USAGE("wrong-usage", TlsAlert.UNSUPPORTED_CERTIFICATE),
  /** A signature does not verify. */
  BAD_SIGNATURE("bad-signature", TlsAlert.BAD_CERTIFICATE),
  /** An issuer in the path is not a certificate authority. */
  NOT_A_CA("not-a-ca", TlsAlert.BAD_CERTIFICATE),
  /** The path is longer than a path length constraint or the host's maxChainDepth allows. */
  PATH_TOO_LONG("path-too-long", TlsAlert.BAD_CERTIFICATE),
  /** A name is outside the name constraints of an issuer. */
  NAME_NOT_PERMITTED("name-not-permitted", TlsAlert.BAD_CERTIFICATE),
  /** The certificate policies do not allow the path. */
  POLICY("policy", TlsAlert.BAD_CERTIFICATE),
  /** A critical extension that is not understood. */
  UNKNOWN_CRITICAL_EXTENSION("unknown-critical-extension", TlsAlert.UNSUPPORTED_CERTIFICATE),
  /** A key or signature algorithm that is too weak or not supported. */
  WEAK_ALGORITHM("weak-algorithm", TlsAlert.UNSUPPORTED_CERTIFICATE),
  /** The certificate is not for the name that was asked for. */
  NAME_MISMATCH("name-mismatch", TlsAlert.BAD_CERTIFICATE),
  /** Not a well-formed certificate, or not formed as its profile asks. */
  MALFORMED("malformed", TlsAlert.BAD_CERTIFICATE),
  /** Deciding would cost more work than one client may cause. */
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

  /** The TLS alert that tells the peer; null for {@link #VERIFIED}. */
  public @Nullable TlsAlert alert() {
    return alert;
  }
}
