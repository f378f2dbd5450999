package dev.edgekeep.x509.ocsp;

import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Tag;

/** Unsigned error responses without the status of any certificate (RFC 6960 §4.2.1). */
public enum OcspError {
  /** The request is malformed. */
  MALFORMED_REQUEST(1),
  /** The responder cannot respond now, and does not know when it can. */
  INTERNAL_ERROR(2),
  /** The responder cannot respond now; try again. */
  TRY_LATER(3),
  /** This responder is not responsible for any of the issuers in the request. */
  UNAUTHORIZED(6);

  private final int code;

  OcspError(int code) {
    this.code = code;
  }

  /** The complete response. */
  public byte[] encoded() {
    return DerWriter.sequence(DerWriter.element(Tag.ENUMERATED, new byte[] {(byte) code}));
  }
}
