package dev.edgekeep.keyserver.check;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.x509.cert.Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key server to check. Immutable.
 *
 * @param host a name, or an address without brackets
 * @param identity the certificate and key of this edge; null for none
 * @param trust the CAs that its certificate is verified against; empty for the platform's CAs
 * @param serverName the name that its certificate must be for
 * @param timeout of each step: connecting, the handshake, each request
 * @param forbidden addresses that are never connected to, whatever the name resolves to
 */
public record Target(
    String host,
    int port,
    @Nullable Identity identity,
    List<Certificate> trust,
    String serverName,
    Duration timeout,
    ForbiddenAddresses forbidden) {
  public Target {
    trust = List.copyOf(trust);
  }

  /** A key server at any address. */
  public Target(
      String host,
      int port,
      @Nullable Identity identity,
      List<Certificate> trust,
      String serverName,
      Duration timeout) {
    this(host, port, identity, trust, serverName, timeout, ForbiddenAddresses.NONE);
  }

  /** The certificate of this edge; null when it has none. */
  @Nullable Certificate own() {
    return identity == null ? null : identity.chain().getFirst();
  }

  /** The name of this edge, for people. */
  String edge() {
    Certificate own = own();
    return own == null ? "which has no certificate" : own.subject().toString();
  }

  /** Host and port: {@code 127.0.0.1:2407}, {@code [::1]:2407}. */
  public String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
