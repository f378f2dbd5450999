package dev.edgekeep.tls.boringssl;

import dev.edgekeep.tls.RemoteKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The handshakes in progress in one TLS context, by BoringSSL's connection, which is what its
 * callbacks are given. Any thread.
 *
 * @param <H> handshakes of servers or of clients
 */
final class Handshakes<H extends RemoteKey.Caller> {
  private final ConcurrentMap<Long, Entry<H>> inProgress = new ConcurrentHashMap<>();

  private record Entry<H>(H handshake, @Nullable RemoteKey key) {}

  /**
   * @param key the remote key of the certificate that the connection uses; null for none
   */
  void begin(long ssl, H handshake, @Nullable RemoteKey key) {
    inProgress.put(ssl, new Entry<>(handshake, key));
  }

  /** The handshake of a connection; null once it is over. */
  @Nullable H get(long ssl) {
    Entry<H> entry = inProgress.get(ssl);
    return entry == null ? null : entry.handshake;
  }

  /** The remote key of a connection; null for none, and once the handshake is over. */
  @Nullable RemoteKey key(long ssl) {
    Entry<H> entry = inProgress.get(ssl);
    return entry == null ? null : entry.key;
  }

  void end(long ssl) {
    inProgress.remove(ssl);
  }
}
