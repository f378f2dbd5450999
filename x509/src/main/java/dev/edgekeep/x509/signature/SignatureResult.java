package dev.edgekeep.x509.signature;

/** The result of verifying a signature. */
public enum SignatureResult {
  VALID,
  /** The signature does not verify. */
  INVALID,
  /** MD5 or SHA-1: not verified. */
  WEAK,
  /** The algorithm is not supported or does not fit the key, or the key cannot be used. */
  UNSUPPORTED
}
