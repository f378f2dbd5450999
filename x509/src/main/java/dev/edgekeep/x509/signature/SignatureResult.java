package dev.edgekeep.x509.signature;

/** What came of checking a signature. */
public enum SignatureResult {
  VALID,
  /** The signature does not verify. */
  INVALID,
  /** MD5 or SHA-1: not looked at. */
  WEAK,
  /** An algorithm that is not supported or does not fit the key, or a key that cannot be used. */
  UNSUPPORTED
}
