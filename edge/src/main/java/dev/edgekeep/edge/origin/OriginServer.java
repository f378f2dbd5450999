package dev.edgekeep.edge.origin;

import dev.edgekeep.snapshot.Origin;
import java.time.Duration;

/**
 * One server of an origin, as its connections see it.
 *
 * @param name {@code host:port}
 * @param hostField the same without the scheme's default port, as {@code Host} has it
 * @param responseTimeout how long the server may send nothing of a response
 */
public record OriginServer(String name, String hostField, Duration responseTimeout) {
  static OriginServer of(Origin origin, Origin.Server server) {
    String host = server.host().indexOf(':') < 0 ? server.host() : "[" + server.host() + "]";
    String name = host + ":" + server.port();
    int defaultPort = server.https() ? 443 : 80;
    return new OriginServer(
        name, server.port() == defaultPort ? host : name, origin.policy().timeouts().response());
  }
}
