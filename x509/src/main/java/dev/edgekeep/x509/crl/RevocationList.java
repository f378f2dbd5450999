package dev.edgekeep.x509.crl;

import java.util.Arrays;

/** A certificate revocation list, parsed once. Immutable; equal when the encodings are. */
public final class RevocationList {
  private final byte[] der;

  private RevocationList(byte[] der) {
    this.der = der;
  }

  /** Reads one DER-encoded list (RFC 5280 §5.1). */
  public static RevocationList parse(byte[] der) {
    return new RevocationList(der.clone());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RevocationList that && Arrays.equals(der, that.der);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(der);
  }
}
