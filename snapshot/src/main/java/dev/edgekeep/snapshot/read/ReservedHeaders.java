package dev.edgekeep.snapshot.read;

import dev.edgekeep.rules.type.Spelling;
import java.util.Set;

/**
 * Headers that frame a message, that belong to one connection, or that speak for the edge: no
 * configuration sets or removes them.
 */
final class ReservedHeaders {
  private static final String EDGE = "edgekeep";

  private static final Set<String> NAMES =
      Set.of(
          "connection",
          "content-length",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "http2-settings",
          "sec-websocket-key",
          "sec-websocket-accept",
          "host",
          "expect",
          "forwarded",
          "client-cert",
          "client-cert-chain",
          "x-forwarded-client-cert",
          "x-request-id",
          "x-forwarded-proto",
          "x-forwarded-host");

  private ReservedHeaders() {}

  /** Returns whether a name, in any spelling, is reserved. */
  static boolean contains(String name) {
    String folded = Spelling.HEADER_NAME.of(name);
    return NAMES.contains(folded) || folded.equals(EDGE) || folded.startsWith(EDGE + "-");
  }
}
