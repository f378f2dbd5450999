package dev.edgekeep.edge.host;

import dev.edgekeep.edge.clientauth.ClientTrust;
import dev.edgekeep.edge.route.RouteTable;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.Host;
import org.jspecify.annotations.Nullable;

/**
 * A host as this node serves it: one object for as long as neither its configuration nor its trust
 * changes, so that what is built for it can be kept by identity. Immutable.
 */
public final class ServedHost {
  private final Host config;
  private final ClientTrust trust;
  private final @Nullable RouteTable routes;

  public ServedHost(Host config, ClientTrust trust) {
    this.config = config;
    this.trust = trust;
    this.routes = RouteTable.of(config.routes());
  }

  public Host config() {
    return config;
  }

  /** The sentence for a host that {@linkplain ClientAuth#refusesEverybody serves nobody}. */
  public String noClientCa() {
    return config.name()
        + " requires client certificates, and no client CA is bound to it: every client is refused"
        + " until one is bound";
  }

  /** The routes by path; null when the host's origin serves all paths. */
  public @Nullable RouteTable routes() {
    return routes;
  }

  /** The trust that its clients are verified against. */
  public ClientTrust trust() {
    return trust;
  }
}
