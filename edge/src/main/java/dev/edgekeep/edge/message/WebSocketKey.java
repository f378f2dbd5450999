package dev.edgekeep.edge.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/** The key of a WebSocket's opening handshake (RFC 6455 §1.3). */
public final class WebSocketKey {
  private static final String SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int BYTES = 16;

  private WebSocketKey() {}

  /** A new key. It tells servers of WebSockets from others, and guards nothing. */
  public static String newKey() {
    byte[] bytes = new byte[BYTES];
    ThreadLocalRandom.current().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The {@code Sec-WebSocket-Accept} that answers a key (§4.2.2). */
  public static String accept(String key) {
    try {
      byte[] hashed =
          MessageDigest.getInstance("SHA-1")
              .digest((key + SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(hashed);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every platform has SHA-1", e);
    }
  }
}
