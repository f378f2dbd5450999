package dev.edgekeep.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards a server. Immutable.
 *
 * @param server verifies the server's chain, and that it is for the right name
 * @param identity what is presented to a server that asks for a certificate; null: nothing
 * @param cipherSuites IANA names of TLS 1.2, in order of preference; empty: the engine's own
 *     choice. Those of TLS 1.3 are fixed
 * @param applicationProtocols the names for ALPN, in order of preference; empty: no ALPN
 */
public record ClientProfile(
    ServerCheck server,
    @Nullable Credential identity,
    List<String> cipherSuites,
    List<String> applicationProtocols) {
  public ClientProfile {
    cipherSuites = List.copyOf(cipherSuites);
    applicationProtocols = List.copyOf(applicationProtocols);
  }
}
