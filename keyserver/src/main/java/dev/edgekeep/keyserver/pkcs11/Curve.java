package dev.edgekeep.keyserver.pkcs11;

import dev.edgekeep.x509.der.DerWriter;

/** The curves of keys that are created (RFC 5480 §2.1.1.1). */
public enum Curve {
  P_256("1.2.840.10045.3.1.7"),
  P_384("1.3.132.0.34");

  private final String oid;

  Curve(String oid) {
    this.oid = oid;
  }

  /** The OBJECT IDENTIFIER, DER, as in CKA_EC_PARAMS. */
  byte[] parameters() {
    return DerWriter.oid(oid);
  }
}
