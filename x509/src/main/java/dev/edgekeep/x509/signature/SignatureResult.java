package dev.edgekeep.x509.signature;

/** What came of checking a signature. */
public enum SignatureResult {
  VALID,
  /** The signature does not verify, or the key cannot be used. */
  INVALID,
  /** MD5 or SHA-1: not looked at. */
  WEAK,
  /** An algorithm that is not supported, or that does not fit the key. */
  UNSUPPORTED
}
