package dev.edgekeep.x509.ocsp;

import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Tag;

/** Answers that say nothing of any certificate, and are not signed (RFC 6960 §4.2.1). */
public enum OcspError {
  /** What was sent is no request. */
  MALFORMED_REQUEST(1),
  /** The responder cannot answer now, and does not know when. */
  INTERNAL_ERROR(2),
  /** The responder cannot answer now; ask again. */
  TRY_LATER(3),
  /** No issuer that is asked about is answered for here. */
  UNAUTHORIZED(6);

  private final int code;

  OcspError(int code) {
    this.code = code;
  }

  /** The whole response. */
  public byte[] encoded() {
    return DerWriter.sequence(DerWriter.element(Tag.ENUMERATED, new byte[] {(byte) code}));
  }
}
