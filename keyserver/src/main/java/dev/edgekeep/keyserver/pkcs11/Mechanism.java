package dev.edgekeep.keyserver.pkcs11;

/** Mechanisms of tokens (PKCS#11 v2.40 mechanisms; v3.0 §2.3.14 for EdDSA). */
public enum Mechanism {
  /** PKCS#1 v1.5 padding over a given DigestInfo. */
  CKM_RSA_PKCS(0x1),
  /** The bare RSA operation. */
  CKM_RSA_X_509(0x3),
  /** PSS over a given digest. */
  CKM_RSA_PKCS_PSS(0xd),
  /** Creates a key on a curve. */
  CKM_EC_KEY_PAIR_GEN(0x1040),
  /** Over a given digest; the result is both numbers, one after the other. */
  CKM_ECDSA(0x1041),
  /** Over the whole message. */
  CKM_EDDSA(0x1057),
  /** Encrypts with authentication. */
  CKM_AES_GCM(0x1087);

  private final long code;

  Mechanism(long code) {
    this.code = code;
  }

  long code() {
    return code;
  }
}
