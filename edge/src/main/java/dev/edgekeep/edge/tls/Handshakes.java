package dev.edgekeep.edge.tls;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The handshakes under way in one TLS context, by BoringSSL's connection: what its callbacks are
 * given. Any thread.
 */
final class Handshakes {
  private final ConcurrentMap<Long, Handshake> underWay = new ConcurrentHashMap<>();

  void begin(long ssl, Handshake handshake) {
    underWay.put(ssl, handshake);
  }

  /** The handshake of a connection; null once it is over. */
  @Nullable Handshake get(long ssl) {
    return underWay.get(ssl);
  }

  void end(long ssl) {
    underWay.remove(ssl);
  }
}
