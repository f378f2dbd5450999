package dev.edgekeep.edge.proxyprotocol;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The facts about a client's connection that a PROXY protocol header can tell. Event loop only. */
public interface ProxiedConnection {
  /** The client's address. */
  InetSocketAddress remoteAddress();

  /** The address that the client connected to. */
  InetSocketAddress destinationAddress();

  /** The server name of the handshake (RFC 6066 §3), in lower case; null in plaintext. */
  @Nullable String serverName();

  /** The negotiated protocol version as {@code TLSv1.3}; null in plaintext. */
  @Nullable String tlsVersion();

  /** The negotiated cipher suite; null in plaintext. */
  @Nullable String cipherSuite();

  /** The protocol negotiated by ALPN (RFC 7301); null when there was none. */
  @Nullable String applicationProtocol();

  /** Returns whether the handshake resumed an earlier session. */
  boolean isResumed();

  /** Has something done on the event loop once the connection is closed. */
  void whenClosed(Runnable action);
}
