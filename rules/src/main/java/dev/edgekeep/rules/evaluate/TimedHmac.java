package dev.edgekeep.rules.evaluate;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A link signed with a time: {@code message separator timestamp-mac}, where mac is the HMAC-SHA256
 * of message and timestamp in Base64.
 */
final class TimedHmac {
  private static final Pattern PARTS =
      Pattern.compile("(.+)(\\d{10})-([A-Za-z0-9+/=_%-]{43,130})", Pattern.DOTALL);

  private TimedHmac() {}

  /** Arguments: key, token, lifetime in seconds, now, length of the separator, flags. */
  static boolean isValid(Object[] arguments) {
    Matcher parts = PARTS.matcher((String) arguments[1]);
    if (!parts.matches()) {
      return false;
    }
    long issued = Long.parseLong(parts.group(2));
    long now = (Long) arguments[3];
    long separator = arguments.length > 4 ? (Long) arguments[4] : 0;
    String before = parts.group(1);
    if (separator < 0 || separator >= before.length() || now - issued > (Long) arguments[2]) {
      return false;
    }
    String message = before.substring(0, before.length() - (int) separator);
    boolean isUrlSafe = arguments.length > 5 && ((String) arguments[5]).contains("s");
    return isSigned((String) arguments[0], message + parts.group(2), parts.group(3), isUrlSafe);
  }

  private static boolean isSigned(String key, String message, String mac, boolean isUrlSafe) {
    String given = isUrlSafe ? mac : UrlDecoding.decode(mac.replace("+", "%2B"));
    String decoded = Encodings.fromBase64(given);
    return decoded != null && MessageDigest.isEqual(bytes(decoded), hmac(bytes(key), message));
  }

  private static byte[] hmac(byte[] key, String message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes(message));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
