package dev.edgekeep.keyless;

/** The hash functions of payloads to be signed. */
public enum DigestAlgorithm {
  /** The payload is not a digest. */
  NONE(0),
  /** MD5 and SHA-1 one after the other, for TLS 1.0 and 1.1 (RFC 4346 §7.4.3). */
  MD5SHA1(36),
  SHA1(20),
  SHA224(28),
  SHA256(32),
  SHA384(48),
  SHA512(64);

  private final int length;

  DigestAlgorithm(int length) {
    this.length = length;
  }

  /** The length of a digest in bytes. */
  public int length() {
    return length;
  }
}
