package dev.edgekeep.keyserver.pkcs11;

/**
 * The parameters of CKM_RSA_PKCS_PSS: hash, MGF1 with the same hash, length of the salt in bytes
 * (CK_RSA_PKCS_PSS_PARAMS, PKCS#11 v2.40 mechanisms §2.1.10).
 */
public enum PssParameters {
  SHA256(0x250, 2, 32),
  SHA384(0x260, 3, 48),
  SHA512(0x270, 4, 64);

  private final long hash;
  private final long mask;
  private final long salt;

  PssParameters(long hash, long mask, long salt) {
    this.hash = hash;
    this.mask = mask;
    this.salt = salt;
  }

  long[] fields() {
    return new long[] {hash, mask, salt};
  }
}
