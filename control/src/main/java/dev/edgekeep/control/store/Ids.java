package dev.edgekeep.control.store;

import java.security.SecureRandom;
import java.time.Instant;

/**
 * Identifiers of records: 26 characters of {@code 0-9a-z}, later ones sorted after earlier ones by
 * the millisecond, the rest random. Any thread.
 */
public final class Ids {
  private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final int TIME_DIGITS = 10;
  private static final int RANDOM_DIGITS = 16;
  private static final int BITS = 5;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  /** A new one. */
  public static String next(Instant now) {
    StringBuilder id = new StringBuilder(TIME_DIGITS + RANDOM_DIGITS);
    long millis = now.toEpochMilli();
    for (int shift = (TIME_DIGITS - 1) * BITS; shift >= 0; shift -= BITS) {
      id.append(DIGITS[(int) (millis >>> shift) & 31]);
    }
    byte[] random = new byte[RANDOM_DIGITS];
    RANDOM.nextBytes(random);
    for (byte octet : random) {
      id.append(DIGITS[octet & 31]);
    }
    return id.toString();
  }
}
