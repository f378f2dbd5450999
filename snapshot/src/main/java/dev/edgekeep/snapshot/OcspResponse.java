package dev.edgekeep.snapshot;

import java.util.Arrays;

/** An OCSP response (RFC 6960), DER. Equal when the encodings are. */
public final class OcspResponse {
  private final byte[] der;

  public OcspResponse(byte[] der) {
    this.der = der.clone();
  }

  /** A copy of the encoding. */
  public byte[] der() {
    return der.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OcspResponse that && Arrays.equals(der, that.der);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(der);
  }
}
