package dev.edgekeep.control.console.page;

import dev.edgekeep.control.user.Secret;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Tokens against forged requests: derived from the session's secret, with another mask for each
 * page, so that compression tells nothing about them (BREACH). Any thread.
 */
final class Csrf {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Csrf() {}

  /** A token for the forms of a page. */
  static String token(Secret session) {
    byte[] secret = session.derived("csrf");
    byte[] token = new byte[2 * secret.length];
    byte[] mask = new byte[secret.length];
    RANDOM.nextBytes(mask);
    for (int i = 0; i < secret.length; i++) {
      token[i] = mask[i];
      token[secret.length + i] = (byte) (mask[i] ^ secret[i]);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** Returns whether a form was made for this session. */
  static boolean isOf(Secret session, String token) {
    byte[] secret = session.derived("csrf");
    byte[] given;
    try {
      given = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (given.length != 2 * secret.length) {
      return false;
    }
    byte[] unmasked = new byte[secret.length];
    for (int i = 0; i < secret.length; i++) {
      unmasked[i] = (byte) (given[i] ^ given[secret.length + i]);
    }
    return MessageDigest.isEqual(unmasked, secret);
  }
}
