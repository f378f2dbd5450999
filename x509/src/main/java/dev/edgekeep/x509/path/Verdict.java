package dev.edgekeep.x509.path;

/**
 * The outcome of verifying a client: {@link #VERIFIED}, or the reason why not. One vocabulary for
 * logs, metrics, rules, API and console; {@link #label()} is its spelling everywhere outside Java.
 */
public enum Verdict {
  /** The chain leads to a trusted root, and nothing speaks against it. */
  VERIFIED("verified"),
  /** The client presented no certificate. */
  ABSENT("absent"),
  /** No path leads to a trusted root. */
  UNTRUSTED("untrusted"),
  /** An issuer is missing: neither sent by the client nor among the host's client CAs. */
  CHAIN_INCOMPLETE("chain-incomplete"),
  /** A certificate of the path is past its notAfter. */
  EXPIRED("expired"),
  /** A certificate of the path is before its notBefore. */
  NOT_YET_VALID("not-yet-valid"),
  /** A certificate of the path is revoked. */
  REVOKED("revoked"),
  /** Revocation is checked for this CA, and no current list says what is needed. */
  REVOCATION_UNKNOWN("revocation-unknown"),
  /** Key usage or extended key usage do not allow what the certificate is used for. */
  WRONG_USAGE("wrong-usage"),
  /** A signature does not verify. */
  BAD_SIGNATURE("bad-signature"),
  /** An issuer in the path is not a certificate authority. */
  NOT_A_CA("not-a-ca"),
  /** The path is longer than a path length constraint or the host's maxChainDepth allows. */
  PATH_TOO_LONG("path-too-long"),
  /** A name is outside the name constraints of an issuer. */
  NAME_NOT_PERMITTED("name-not-permitted"),
  /** The certificate policies do not allow the path. */
  POLICY("policy"),
  /** A critical extension that is not understood. */
  UNKNOWN_CRITICAL_EXTENSION("unknown-critical-extension"),
  /** A key or signature algorithm that is too weak or not supported. */
  WEAK_ALGORITHM("weak-algorithm"),
  /** The certificate is not for the name that was asked for. */
  NAME_MISMATCH("name-mismatch"),
  /** Not a well-formed certificate. */
  MALFORMED("malformed"),
  /** Deciding would cost more work than one client may cause. */
  TOO_COMPLEX("too-complex");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  /** The verdict's name in logs, headers, metrics, rules and the API. */
  public String label() {
    return label;
  }
}
