package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.SerialNumber;
import java.math.BigInteger;
import java.security.SecureRandom;

/** Generates serial numbers. Any thread. */
public final class SerialNumbers {
  /** The size of each serial number: edges store revoked ones as 16 octets. */
  public static final int OCTETS = 16;

  private SerialNumbers() {}

  /**
   * A positive number of exactly 16 octets, the first of them 1 to 127: 126.99 random bits, so that
   * the signed bytes are unpredictable and numbers are unique.
   */
  public static SerialNumber next(SecureRandom random) {
    byte[] octets = new byte[OCTETS];
    random.nextBytes(octets);
    octets[0] = (byte) random.nextInt(1, 128);
    return new SerialNumber(new BigInteger(octets));
  }
}
