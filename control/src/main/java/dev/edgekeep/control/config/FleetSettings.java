package dev.edgekeep.control.config;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.x509.cert.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a control plane with nodes on other machines.
 *
 * @param servers URLs of the message servers: {@code tls://host:port}, or {@code nats://host:port}
 *     without TLS
 * @param identity presented to message servers that ask for one; null: none
 * @param trust the CAs of the message servers; empty: they have no TLS
 * @param replicas of each stream on the message servers
 * @param addresses URLs of the API, for machines that join; empty: the API's own address
 */
public record FleetSettings(
    List<String> servers,
    @Nullable Identity identity,
    List<Certificate> trust,
    int replicas,
    List<String> addresses) {
  public static final Bounds REPLICAS = new Bounds(1, 5);

  public FleetSettings {
    servers = List.copyOf(servers);
    trust = List.copyOf(trust);
    addresses = List.copyOf(addresses);
    REPLICAS.check("replicas", replicas);
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("there is no message server");
    }
  }

  /** Returns whether connections to the message servers are encrypted. */
  public boolean hasTls() {
    return !trust.isEmpty();
  }
}
