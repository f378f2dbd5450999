package dev.edgekeep.control.user;

import dev.edgekeep.control.error.DomainException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes of passwords: argon2id (RFC 9106), in the form {@code
 * $argon2id$v=19$m=…,t=…,p=…$salt$hash}. A few are computed at once, because each takes 32 MiB.
 * Blocks; any thread.
 */
public final class Passwords {
  /** The fewest characters (NIST SP 800-63B §3.1.1.2 asks for 15 where nothing else is used). */
  public static final int SHORTEST = 12;

  private static final int LONGEST = 1_000;
  private static final int MEMORY_KIB = 32 << 10;
  private static final int PASSES = 3;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Duration WAIT = Duration.ofSeconds(10);

  /** So many wait for a place; more are refused at once. */
  private static final int WAITING = 16;

  private static final Set<String> COMMON =
      Set.of(
          "123456789012",
          "1234567890123",
          "password1234",
          "passwordpassword",
          "edgekeepedgekeep",
          "qwertyuiop12",
          "qwertyuiopasdf",
          "administrator",
          "changemechangeme");

  private static final Pattern STORED =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=1\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  /** Compared with where there is no user, so that the answer takes as long. */
  private static final String NOBODY =
      stored(MEMORY_KIB, PASSES, new byte[SALT_BYTES], new byte[HASH_BYTES]);

  private final Semaphore places = new Semaphore(2, true);

  /** For those who have proven something before: strangers never take it. */
  private final Semaphore ofKnown = new Semaphore(1, true);

  /**
   * The hash of a new password.
   *
   * @throws DomainException when the password is too easy to guess, with the reason
   */
  String hash(String password, String userName) {
    requireGood(password, userName);
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return stored(MEMORY_KIB, PASSES, salt, computed(password, salt, MEMORY_KIB, PASSES, ofKnown));
  }

  private static void requireGood(String password, String userName) {
    String lower = password.toLowerCase(Locale.ROOT);
    int length = password.codePointCount(0, password.length());
    if (length < SHORTEST || length > LONGEST) {
      throw DomainException.invalid(
          "password", "use %d characters or more; four words are good".formatted(SHORTEST));
    }
    boolean repeats = password.codePoints().distinct().count() < 5;
    if (repeats || COMMON.contains(lower) || lower.contains(userName.toLowerCase(Locale.ROOT))) {
      throw DomainException.invalid(
          "password", "this is easy to guess; use four words that nobody would put together");
    }
  }

  /**
   * Returns whether a password is the one with this hash.
   *
   * @param isKnown whether the caller has proven something before, and has a place of its own
   */
  boolean matches(String password, String stored, boolean isKnown) {
    Matcher parts = STORED.matcher(stored);
    if (!parts.matches() || password.length() > LONGEST) {
      return false;
    }
    byte[] expected = Base64.getDecoder().decode(parts.group(4));
    byte[] found =
        computed(
            password,
            Base64.getDecoder().decode(parts.group(3)),
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            isKnown ? ofKnown : places);
    return MessageDigest.isEqual(found, expected);
  }

  /** Is false, and takes as long as {@link #matches}, for a user who does not exist. */
  boolean matchesNobody(String password) {
    boolean _ = matches(password, NOBODY, false);
    return false;
  }

  private static byte[] computed(
      String password, byte[] salt, int memory, int passes, Semaphore places) {
    if (places.getQueueLength() >= WAITING) {
      throw DomainException.busy("many people sign in now; try again", Duration.ofSeconds(5));
    }
    try {
      if (!places.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw DomainException.busy("many people sign in now; try again", Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DomainException.busy("the control plane is stopping", Duration.ofSeconds(5));
    }
    try {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(memory)
              .withIterations(passes)
              .withParallelism(1)
              .withSalt(salt)
              .build());
      byte[] hash = new byte[HASH_BYTES];
      generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
      return hash;
    } finally {
      places.release();
    }
  }

  private static String stored(int memory, int passes, byte[] salt, byte[] hash) {
    Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
        .formatted(memory, passes, encoder.encodeToString(salt), encoder.encodeToString(hash));
  }
}
