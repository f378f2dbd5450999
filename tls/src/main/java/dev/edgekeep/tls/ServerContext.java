package dev.edgekeep.tls;

import org.jspecify.annotations.Nullable;

/**
 * Everything that a protocol needs for the connections of one {@link ServerProfile}. May hold
 * native memory until {@link #release}. Any thread.
 */
public interface ServerContext {
  ServerProfile profile();

  /**
   * The engine for one connection. Event loop of the connection.
   *
   * @param handshake what the engine asks, and who hears from it
   * @return null when this context has been released, and another is in force
   * @throws TlsContextException when the engine cannot be created
   */
  @Nullable TlsEngine newEngine(Handshake handshake);

  /** Gives up the context; connections that have an engine keep what they need. Once only. */
  void release();
}
