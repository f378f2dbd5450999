package dev.edgekeep.sm2.digest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keys from secrets. */
public final class KeyDerivation {
  private KeyDerivation() {}

  /** The key derivation function of SM2 (GB/T 32918.3 §5.4.3) over the parts of a secret. */
  public static byte[] kdf(int length, byte[]... secret) {
    byte[] result = new byte[length];
    Sm3 begun = new Sm3();
    for (byte[] part : secret) {
      begun.update(part);
    }
    for (int done = 0, counter = 1; done < length; done += Sm3.SIZE, counter++) {
      byte[] number = {
        (byte) (counter >>> 24), (byte) (counter >>> 16), (byte) (counter >>> 8), (byte) counter
      };
      byte[] hash = begun.copy().update(number).digest();
      System.arraycopy(hash, 0, result, done, Math.min(hash.length, length - done));
    }
    return result;
  }

  /**
   * The pseudo-random function of TLCP (GB/T 38636 §5.2), which is P_hash of RFC 5246 §5 with SM3.
   *
   * @param label ASCII
   */
  public static byte[] prf(byte[] secret, String label, byte[] seed, int length) {
    byte[] ascii = label.getBytes(StandardCharsets.US_ASCII);
    HmacSm3 hmac = new HmacSm3(secret);
    byte[] result = new byte[length];
    byte[] a = hmac.update(ascii).update(seed).code();
    for (int done = 0; done < length; done += a.length) {
      byte[] part = hmac.update(a).update(ascii).update(seed).code();
      System.arraycopy(part, 0, result, done, Math.min(part.length, length - done));
      Arrays.fill(part, (byte) 0);
      a = hmac.update(a).code();
    }
    return result;
  }
}
