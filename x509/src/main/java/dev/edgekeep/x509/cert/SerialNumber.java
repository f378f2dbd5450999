package dev.edgekeep.x509.cert;

import java.math.BigInteger;

/** A certificate serial number (RFC 5280 §4.1.2.2). */
public record SerialNumber(BigInteger value) {
  /** Lower-case hexadecimal, pairs separated by colons: {@code 0a:1b}. */
  @Override
  public String toString() {
    return value.toString(16);
  }
}
