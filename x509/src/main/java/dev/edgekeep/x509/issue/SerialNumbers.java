package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.SerialNumber;
import java.math.BigInteger;
import java.security.SecureRandom;

/** New serial numbers. Any thread. */
public final class SerialNumbers {
  /** Octets of each serial number: edges keep revoked ones as 16 octets. */
  public static final int OCTETS = 16;

  private SerialNumbers() {}

  /**
   * A number of exactly 16 octets, positive, the first of them 1 to 127: 126.99 random bits, so
   * that nobody foresees what is signed, and no two meet.
   */
  public static SerialNumber next(SecureRandom random) {
    byte[] octets = new byte[OCTETS];
    random.nextBytes(octets);
    octets[0] = (byte) random.nextInt(1, 128);
    return new SerialNumber(new BigInteger(octets));
  }
}
