package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.HealthCheck;
import dev.edgekeep.snapshot.HealthCheck.StatusRange;
import dev.edgekeep.snapshot.OriginPolicy.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads {@code healthCheck} of an origin. */
final class HealthCheckReader {
  private enum Type {
    HTTP,
    TCP,
    GRPC
  }

  private static final Map<String, Type> TYPES = types();

  private HealthCheckReader() {}

  static @Nullable HealthCheck read(@Nullable Value value, Protocol protocol) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    HealthCheck.Probe probe =
        switch (section.choice("type", TYPES, Type.HTTP)) {
          case HTTP -> http(section);
          case TCP -> new HealthCheck.Tcp();
          case GRPC -> grpc(section, protocol);
        };
    HealthCheck usual = HealthCheck.of(new HealthCheck.Tcp());
    Duration interval =
        section.millis("intervalMillis", HealthCheck.INTERVAL_MILLIS, usual.interval());
    Duration timeout = section.millis("timeoutMillis", HealthCheck.TIMEOUT_MILLIS, usual.timeout());
    long healthy = section.number("healthy", HealthCheck.IN_A_ROW, usual.healthy());
    long unhealthy = section.number("unhealthy", HealthCheck.IN_A_ROW, usual.unhealthy());
    section.end();
    return probe == null
        ? null
        : new HealthCheck(probe, interval, timeout, (int) healthy, (int) unhealthy);
  }

  private static HealthCheck.@Nullable Probe http(Section section) {
    Value pathValue = section.require("path", "give it, as in path: /healthz; or type: tcp");
    List<StatusRange> expected = expected(section.get("expectStatus"));
    String path = pathValue == null ? null : pathValue.text();
    return pathValue == null || path == null
        ? null
        : valid(pathValue, path, () -> new HealthCheck.Http(path, expected));
  }

  private static List<StatusRange> expected(@Nullable Value value) {
    if (value == null) {
      return HealthCheck.Http.SUCCESS;
    }
    List<StatusRange> ranges = new ArrayList<>();
    for (Value item : value.items()) {
      String text = item.text();
      StatusRange range = text == null ? null : valid(item, text, () -> StatusRange.parse(text));
      if (range != null) {
        ranges.add(range);
      }
    }
    if (value.items().isEmpty()) {
      value.error("no status would pass; give some, as in [\"200-299\"]");
    }
    return ranges;
  }

  private static HealthCheck.@Nullable Probe grpc(Section section, Protocol protocol) {
    Value value = section.get("service");
    if (protocol != Protocol.HTTP2) {
      section.error(
          "a gRPC check needs an origin with protocol: http2; add that, or use type: tcp");
    }
    String service = value == null ? "" : value.text();
    return value == null || service == null
        ? new HealthCheck.Grpc("")
        : valid(value, service, () -> new HealthCheck.Grpc(service));
  }

  private static <T> @Nullable T valid(Value value, String text, Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      value.error("%s does not fit here; %s".formatted(Quoted.text(text), e.getMessage()));
      return null;
    }
  }

  private static Map<String, Type> types() {
    Map<String, Type> words = new LinkedHashMap<>();
    words.put("http", Type.HTTP);
    words.put("tcp", Type.TCP);
    words.put("grpc", Type.GRPC);
    return words;
  }
}
