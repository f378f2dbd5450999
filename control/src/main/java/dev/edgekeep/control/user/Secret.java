package dev.edgekeep.control.user;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A secret that a browser keeps: {@code ID.RANDOM}, with 256 random bits. The store has its SHA-256
 * hash only; nobody can guess so many bits, so the hash needs no salt.
 */
public record Secret(String id, String random) {
  private static final Pattern TEXT = Pattern.compile("([0-9a-z]{26})\\.([A-Za-z0-9_-]{43})");
  private static final int BYTES = 32;

  static Secret create(String id) {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return new Secret(id, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /** Empty when the text is not a secret of this form. */
  public static Optional<Secret> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(new Secret(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** The text that the browser keeps. */
  public String text() {
    return id + "." + random;
  }

  byte[] hash() {
    return derived("");
  }

  /** Takes as long whatever it is compared with. */
  boolean hasHash(byte[] expected) {
    return MessageDigest.isEqual(hash(), expected);
  }

  /** Another secret that follows from this one, and from which this one does not follow. */
  public byte[] derived(String purpose) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((purpose + random).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }

  @Override
  public String toString() {
    return id + ".…";
  }
}
