package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.host.ServedHost;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The client's side of a connection, as the exchange sees it. Event loop only. */
public interface ClientConnection {
  InetSocketAddress remoteAddress();

  InetSocketAddress localAddress();

  /** Whether the connection is TLS; false on a plaintext listener. */
  boolean isSecure();

  /** The server name of the handshake (RFC 6066 §3), in lower case; null in plaintext. */
  @Nullable String serverName();

  /** The negotiated protocol version as {@code TLSv1.3}; null in plaintext. */
  @Nullable String tlsVersion();

  /** The negotiated cipher suite; null in plaintext. */
  @Nullable String cipherSuite();

  /** Whether the handshake resumed an earlier session. */
  boolean isResumed();

  /**
   * The verdict about this connection's client by what {@code host} trusts, by the revocations and
   * the clock of this call (invariant 1). Cheap while nothing changed; ask for every request.
   */
  ClientVerdict verdict(ServedHost host);
}
