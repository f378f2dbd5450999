package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.origin.OriginFailure.Kind;
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

  /** The longest silence of the server, before and after the head of its response. */
  public Duration longestSilence(boolean hasHead) {
    return hasHead ? betweenBytesTimeout : responseTimeout;
  }

  /**
   * The failure of an exchange in which nothing has happened for too long.
   *
   * @param isClientsTurn whether the server waits for the rest of the request
   * @param hasHead whether the head of the response has come
   */
  public OriginFailure stall(boolean isClientsTurn, boolean hasHead) {
    if (isClientsTurn) {
      return new OriginFailure(Kind.REQUEST_STALLED, "the client did not send its request on");
    }
    long millis = longestSilence(hasHead).toMillis();
    return hasHead
        ? new OriginFailure(
            Kind.STALLED, "no more of its answer came within %d ms".formatted(millis))
        : new OriginFailure(Kind.TIMEOUT, "nothing came within %d ms".formatted(millis));
  }
}
