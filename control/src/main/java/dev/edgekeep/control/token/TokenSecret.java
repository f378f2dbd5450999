package dev.edgekeep.control.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text that a client sends: {@code ek_ID_SECRET}, the secret of 256 random bits. A digest of it
 * is all that is stored; since nobody can guess so many bits, it needs no salt and no slow hash.
 */
record TokenSecret(String id, String secret) {
  private static final Pattern TEXT = Pattern.compile("ek_([0-9a-z]{26})_([A-Za-z0-9_-]{43})");
  private static final int SECRET_BYTES = 32;

  static TokenSecret make(String id) {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return new TokenSecret(id, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  static Optional<TokenSecret> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(new TokenSecret(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  String text() {
    return "ek_" + id + "_" + secret;
  }

  byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }

  /** Takes as long whatever it is compared with. */
  boolean hasHash(byte[] expected) {
    return MessageDigest.isEqual(hash(), expected);
  }

  @Override
  public String toString() {
    return "ek_" + id + "_…";
  }
}
