package dev.edgekeep.edge.origin;

import dev.edgekeep.snapshot.Origin;
import java.time.Duration;

/**
 * One server of an origin, as its connections see it.
 *
 * @param name {@code host:port}
 * @param hostField the same without the scheme's default port, as {@code Host} has it
 * @param responseTimeout the longest time to the head of a response
 * @param betweenBytesTimeout the longest silence after it
 */
public record OriginServer(
    String name, String hostField, Duration responseTimeout, Duration betweenBytesTimeout) {
  static OriginServer of(Origin origin, Origin.Server server) {
    String name = server.name();
    boolean isDefaultPort = server.port() == (server.https() ? 443 : 80);
    String host = name.substring(0, name.lastIndexOf(':'));
    return new OriginServer(
        name,
        isDefaultPort ? host : name,
        origin.policy().timeouts().response(),
        origin.policy().timeouts().betweenBytes());
  }
}
