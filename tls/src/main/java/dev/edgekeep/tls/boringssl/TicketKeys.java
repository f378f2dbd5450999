package dev.edgekeep.tls.boringssl;

import dev.edgekeep.tls.SessionKey;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys that session tickets are sealed with (RFC 5077 §4): the first seals, the others still
 * open what they sealed until they rotate out. Keys of its own are in memory only, so that their
 * tickets end with the process. Thread-safe.
 */
final class TicketKeys {
  /** Three keys: with one rotation an hour a ticket can be used for two to three hours. */
  private static final int KEPT = 3;

  private static final int IV_SIZE = 16;
  private static final int SEALED_FROM = OpenSslSessionTicketKey.NAME_SIZE + IV_SIZE;
  private static final int MAC_SIZE = 32;

  private final SecureRandom random;
  private volatile OpenSslSessionTicketKey[] keys;

  TicketKeys(SecureRandom random) {
    this.random = random;
    this.keys = new OpenSslSessionTicketKey[] {fresh()};
  }

  /** The keys in force, the sealing one first: another array after a change. Read only. */
  OpenSslSessionTicketKey[] current() {
    return keys;
  }

  /** Adds a new sealing key and drops the oldest beyond those kept. */
  synchronized void rotate() {
    OpenSslSessionTicketKey[] before = keys;
    OpenSslSessionTicketKey[] rotated =
        new OpenSslSessionTicketKey[Math.min(before.length + 1, KEPT)];
    rotated[0] = fresh();
    System.arraycopy(before, 0, rotated, 1, rotated.length - 1);
    keys = rotated;
  }

  /** Puts other keys in the place of all there are: the first seals, all open. */
  synchronized void use(List<SessionKey> others) {
    if (others.isEmpty()) {
      throw new IllegalArgumentException("no key that could seal a session");
    }
    keys = others.stream().map(TicketKeys::ticketKey).toArray(OpenSslSessionTicketKey[]::new);
  }

  private static OpenSslSessionTicketKey ticketKey(SessionKey key) {
    byte[] secret = key.secret();
    int hmac = OpenSslSessionTicketKey.HMAC_KEY_SIZE;
    return new OpenSslSessionTicketKey(
        key.name(),
        Arrays.copyOf(secret, hmac),
        Arrays.copyOfRange(secret, hmac, hmac + OpenSslSessionTicketKey.AES_KEY_SIZE));
  }

  /**
   * The content of a ticket, as BoringSSL will read it: key name, IV, AES-128-CBC, HMAC-SHA256 of
   * all before (RFC 5077 §4).
   *
   * @return null when none of the keys in force sealed it
   */
  byte @Nullable [] open(byte[] ticket) {
    if (ticket.length > SEALED_FROM + MAC_SIZE) {
      for (OpenSslSessionTicketKey key : keys) {
        if (Arrays.equals(key.name(), Arrays.copyOf(ticket, OpenSslSessionTicketKey.NAME_SIZE))) {
          return open(ticket, key);
        }
      }
    }
    return null;
  }

  private static byte @Nullable [] open(byte[] ticket, OpenSslSessionTicketKey key) {
    try {
      int end = ticket.length - MAC_SIZE;
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.hmacKey(), "HmacSHA256"));
      mac.update(ticket, 0, end);
      if (!MessageDigest.isEqual(mac.doFinal(), Arrays.copyOfRange(ticket, end, ticket.length))) {
        return null;
      }
      Cipher aes = Cipher.getInstance("AES/CBC/PKCS5Padding");
      aes.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key.aesKey(), "AES"),
          new IvParameterSpec(ticket, OpenSslSessionTicketKey.NAME_SIZE, IV_SIZE));
      return aes.doFinal(ticket, SEALED_FROM, end - SEALED_FROM);
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private OpenSslSessionTicketKey fresh() {
    return new OpenSslSessionTicketKey(
        bytes(OpenSslSessionTicketKey.NAME_SIZE),
        bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
        bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
