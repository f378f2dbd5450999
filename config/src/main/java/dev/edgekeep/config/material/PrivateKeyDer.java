package dev.edgekeep.config.material;

import java.util.Arrays;

/** A private key as unencrypted PKCS#8 DER, which {@link #toString} does not show. Immutable. */
public final class PrivateKeyDer {
  private final byte[] pkcs8;

  public PrivateKeyDer(byte[] pkcs8) {
    this.pkcs8 = pkcs8.clone();
  }

  /** A copy of the PKCS#8 encoding. */
  public byte[] pkcs8() {
    return pkcs8.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PrivateKeyDer that && Arrays.equals(pkcs8, that.pkcs8);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(pkcs8);
  }

  @Override
  public String toString() {
    return "PrivateKeyDer[…]";
  }
}
