package dev.edgekeep.edge.dial;

import io.netty.handler.ssl.ApplicationProtocolNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The protocols that a client offers in its TLS handshake (RFC 7301), and those it goes on with.
 */
public enum Alpn {
  /** Nothing is offered; whatever the server speaks over TLS is known. */
  NONE,
  /** HTTP/2, and nothing else. */
  HTTP_2,
  /** HTTP/1.1; a server without ALPN speaks it anyway. */
  HTTP_1_1,
  /** HTTP/2 or HTTP/1.1, by the server's choice; a server without ALPN speaks HTTP/1.1. */
  ANY_HTTP;

  /** The names to offer, in order of preference; empty for no ALPN. */
  List<String> offered() {
    return switch (this) {
      case NONE -> List.of();
      case HTTP_2 -> List.of(ApplicationProtocolNames.HTTP_2);
      case HTTP_1_1 -> List.of(ApplicationProtocolNames.HTTP_1_1);
      case ANY_HTTP -> List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
    };
  }

  /**
   * The reason not to go on; null when there is none.
   *
   * @param chosen the server's choice; null when it made none
   */
  @Nullable String objectionTo(@Nullable String chosen) {
    if (this != HTTP_2 || ApplicationProtocolNames.HTTP_2.equals(chosen)) {
      return null;
    }
    return chosen == null
        ? "it does not offer HTTP/2 (its TLS handshake had no ALPN)"
        : "it does not offer HTTP/2 (ALPN chose %s)".formatted(chosen);
  }
}
