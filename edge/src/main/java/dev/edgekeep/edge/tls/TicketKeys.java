package dev.edgekeep.edge.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that session tickets are sealed with (RFC 5077 §4): the newest seals, older ones still
 * open what they sealed until they rotate out. Kept in memory only, so that tickets end with the
 * process. Thread-safe.
 */
final class TicketKeys {
  /** Three keys: with one rotation an hour a ticket can be used for two to three hours. */
  private static final int KEPT = 3;

  private final SecureRandom random;
  private volatile List<OpenSslSessionTicketKey> keys;

  TicketKeys(SecureRandom random) {
    this.random = random;
    this.keys = List.of(fresh());
  }

  /** The keys in force, the sealing one first. */
  OpenSslSessionTicketKey[] current() {
    return keys.toArray(OpenSslSessionTicketKey[]::new);
  }

  /** Brings a new sealing key and drops the oldest beyond those kept. */
  synchronized void rotate() {
    List<OpenSslSessionTicketKey> rotated = new ArrayList<>(KEPT);
    rotated.add(fresh());
    rotated.addAll(keys.subList(0, Math.min(keys.size(), KEPT - 1)));
    keys = List.copyOf(rotated);
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
