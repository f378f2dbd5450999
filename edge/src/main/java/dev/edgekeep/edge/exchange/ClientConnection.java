package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.proxyprotocol.ProxiedConnection;
import dev.edgekeep.edge.rules.ConnectionFacts;
import dev.edgekeep.edge.trace.KeyOperationTrace;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A client's connection, apart from the protocol spoken on it. Event loop only. */
public interface ClientConnection extends ConnectionFacts, ProxiedConnection {
  /** The host that serves requests for an IP address here; null when none does. */
  @Nullable String defaultHost();

  /** The address of the TCP connection's other end, whatever a PROXY protocol header says. */
  InetAddress peerAddress();

  /**
   * The verdict about this connection's client by the current trust and revocations of {@code host}
   * and the current time (invariant 1). Call it for every request: it is cheap while nothing has
   * changed.
   */
  ClientVerdict verdict(ServedHost host);

  /** The key operation of the connection's handshake; null when it needed no key server. */
  default @Nullable KeyOperationTrace keyOperation() {
    return null;
  }
}
