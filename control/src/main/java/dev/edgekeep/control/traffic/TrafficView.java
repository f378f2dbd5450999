package dev.edgekeep.control.traffic;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The traffic of the last hour as the API shows it. Each list has a number for each step, the
 * oldest first.
 *
 * @param step seconds
 * @param until the end of the newest step
 * @param handshakes completed, by verdict
 * @param handshakesRefused by verdict or other reason
 * @param requests by the class of the status, as {@code 2xx}
 * @param requestsRefused by the edge itself, by reason
 */
record TrafficView(
    long step,
    Instant until,
    Map<String, long[]> handshakes,
    Map<String, long[]> handshakesRefused,
    Map<String, long[]> requests,
    Map<String, long[]> requestsRefused,
    Durations requestMillis,
    Durations handshakeMillis) {
  /** Percentiles; null where nothing was counted. */
  record Durations(
      List<@Nullable Double> p50, List<@Nullable Double> p95, List<@Nullable Double> p99) {
    static Durations of(Map<String, long[]> byBound) {
      Percentiles percentiles = new Percentiles(byBound);
      return new Durations(percentiles.of(50), percentiles.of(95), percentiles.of(99));
    }
  }

  /** The operations of a key server, by outcome. */
  record KeyServer(Map<String, long[]> operations, Durations millis) {}

  /** Key servers by name. */
  record KeyServers(long step, Instant until, Map<String, KeyServer> keyServers) {}

  /** The requests that rules of a site matched, by the rule's name. */
  record RuleMatches(long step, Instant until, Map<String, long[]> rules) {}
}
