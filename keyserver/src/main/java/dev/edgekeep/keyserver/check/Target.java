package dev.edgekeep.keyserver.check;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.x509.cert.Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key server to be checked. Immutable.
 *
 * @param host a name, or an address without brackets
 * @param identity who this edge is to it; null: nobody
 * @param trust what its certificate is verified against; empty for the platform's CAs
 * @param serverName what its certificate must be for
 * @param timeout of each step: connecting, the handshake, each request
 * @param forbidden where no connection is made to, whatever the name is looked up to
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

  /** One that may be anywhere. */
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

  /** This edge, for people. */
  String edge() {
    Certificate own = own();
    return own == null ? "which has no certificate" : own.subject().toString();
  }

  /** As people write it: {@code 127.0.0.1:2407}, {@code [::1]:2407}. */
  public String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
