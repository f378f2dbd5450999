package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.rules.ConnectionFacts;
import org.jspecify.annotations.Nullable;

/** The client's side of a connection, as the exchange sees it. Event loop only. */
public interface ClientConnection extends ConnectionFacts {
  /** The server name of the handshake (RFC 6066 §3), in lower case; null in plaintext. */
  @Nullable String serverName();

  /** The host that serves requests for an IP address here; null when none does. */
  @Nullable String defaultHost();

  /** Whether the handshake resumed an earlier session. */
  boolean isResumed();

  /**
   * The verdict about this connection's client by what {@code host} trusts, by the revocations and
   * the clock of this call (invariant 1). Cheap while nothing changed; ask for every request.
   */
  ClientVerdict verdict(ServedHost host);
}
