package dev.edgekeep.config.tracing;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings of traces. Immutable.
 *
 * @param endpoint the base URL of a collector that accepts OTLP over HTTP, without {@code
 *     /v1/traces}
 * @param headers sent with each export; their values may be secrets
 * @param sampleRatio the share of new traces that are recorded, 0 to 1
 * @param trustClient whether the trace context of a client is continued, with its sampling decision
 */
public record TracingSettings(
    URI endpoint, Map<String, String> headers, double sampleRatio, boolean trustClient) {
  public TracingSettings {
    headers = Map.copyOf(new TreeMap<>(headers));
    if (!(sampleRatio >= 0 && sampleRatio <= 1)) {
      throw new IllegalArgumentException(
          "the sample ratio %s is not 0 to 1".formatted(sampleRatio));
    }
  }

  /** The URL that spans are sent to (OTLP §OTLP/HTTP). */
  public String tracesUrl() {
    String base = endpoint.toString();
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/v1/traces";
  }

  /** Without the values of the headers. */
  @Override
  public String toString() {
    return "TracingSettings[%s, headers=%s, sampleRatio=%s, trustClient=%s]"
        .formatted(endpoint, headers.keySet(), sampleRatio, trustClient);
  }
}
