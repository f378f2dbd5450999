package dev.edgekeep.keyless;

/** What a payload to be signed was hashed with. */
public enum DigestAlgorithm {
  /** The payload is no digest. */
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

  /** In bytes. */
  public int length() {
    return length;
  }
}
