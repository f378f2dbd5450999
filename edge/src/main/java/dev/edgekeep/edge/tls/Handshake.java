package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.clientauth.CheckedClient;
import dev.edgekeep.edge.host.ServedHost;
import org.jspecify.annotations.Nullable;

/**
 * A handshake under way: what it is for, and what was found out about the client. Event loop only.
 */
final class Handshake {
  private final ServedHost host;
  private final String serverName;
  private final long startNanos = System.nanoTime();
  private @Nullable CheckedClient client;
  private @Nullable Throwable failure;

  Handshake(ServedHost host, String serverName) {
    this.host = host;
    this.serverName = serverName;
  }

  ServedHost host() {
    return host;
  }

  /** What the client asked for; the default host's name when it asked for none. */
  String serverName() {
    return serverName;
  }

  long nanos() {
    return System.nanoTime() - startNanos;
  }

  void checked(CheckedClient result) {
    client = result;
  }

  /**
   * The verdict about the chain that the client sent; null when it sent none (yet), or a session
   * was resumed.
   */
  @Nullable CheckedClient client() {
    return client;
  }

  void failed(Throwable cause) {
    failure = cause;
  }

  /** An error of our own while the chain was verified. */
  @Nullable Throwable failure() {
    return failure;
  }
}
