package dev.edgekeep.snapshot;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.x509.cert.Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One or more key servers that hold the same private keys of some hosts.
 *
 * @param addresses of the key servers; any of them may be asked
 * @param identity the edge's certificate towards them; null: it has none, which only key servers
 *     accept that do not authenticate edges
 * @param trust roots that their certificates are verified against; empty: the platform's roots
 * @param serverName the name that their certificates must be for; null: each address's host
 * @param timeout for one operation, with all of its attempts
 * @param forbidden addresses that it may not have, whatever the names of its addresses resolve to
 */
public record KeyServer(
    String name,
    List<Address> addresses,
    @Nullable Identity identity,
    List<Certificate> trust,
    @Nullable String serverName,
    Duration timeout,
    ForbiddenAddresses forbidden) {
  public static final Bounds TIMEOUT_MILLIS = new Bounds(10, 60_000);
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

  public KeyServer {
    addresses = List.copyOf(addresses);
    trust = List.copyOf(trust);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("key server %s has no address".formatted(name));
    }
    TIMEOUT_MILLIS.check("timeoutMillis", timeout);
  }

  /** A key server that may be anywhere. */
  public KeyServer(
      String name,
      List<Address> addresses,
      @Nullable Identity identity,
      List<Certificate> trust,
      @Nullable String serverName,
      Duration timeout) {
    this(name, addresses, identity, trust, serverName, timeout, ForbiddenAddresses.NONE);
  }

  /** The same, which may not be at some addresses. */
  public KeyServer forbidding(ForbiddenAddresses elsewhere) {
    return new KeyServer(name, addresses, identity, trust, serverName, timeout, elsewhere);
  }

  /**
   * The address of one of them. A name is resolved off the event loop.
   *
   * @param host a name or an IP address, the latter without brackets
   */
  public record Address(String host, int port) {
    public static final Bounds PORT = new Bounds(1, 65_535);

    public Address {
      if (host.isEmpty()) {
        throw new IllegalArgumentException("an address has no host");
      }
      PORT.check("port", port);
    }

    /** As it is written in a configuration. */
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }
}
