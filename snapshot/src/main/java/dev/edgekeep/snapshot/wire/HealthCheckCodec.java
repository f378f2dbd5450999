package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.HealthCheck;
import java.util.ArrayList;
import java.util.List;

/** The health check of an origin. */
final class HealthCheckCodec {
  private HealthCheckCodec() {}

  static void write(FieldWriter out, HealthCheck check) {
    switch (check.probe()) {
      case HealthCheck.Http http ->
          out.text("type", "http")
              .text("path", http.path())
              .texts(
                  "expectStatus",
                  http.expected().stream().map(HealthCheck.StatusRange::text).toList());
      case HealthCheck.Tcp _ -> out.text("type", "tcp");
      case HealthCheck.Grpc grpc -> out.text("type", "grpc").text("service", grpc.service());
    }
    out.millis("intervalMillis", check.interval())
        .millis("timeoutMillis", check.timeout())
        .number("healthy", check.healthy())
        .number("unhealthy", check.unhealthy());
  }

  static HealthCheck read(Fields in) throws WireException {
    return new HealthCheck(
        probe(in),
        in.millis("intervalMillis"),
        in.millis("timeoutMillis"),
        in.integer("healthy"),
        in.integer("unhealthy"));
  }

  private static HealthCheck.Probe probe(Fields in) throws WireException {
    String type = in.text("type");
    return switch (type) {
      case "http" -> new HealthCheck.Http(in.text("path"), expected(in));
      case "tcp" -> new HealthCheck.Tcp();
      case "grpc" -> new HealthCheck.Grpc(in.text("service"));
      default ->
          throw in.problem(
              "type: this version of the program does not know \"%s\"".formatted(type));
    };
  }

  private static List<HealthCheck.StatusRange> expected(Fields in) throws WireException {
    List<HealthCheck.StatusRange> ranges = new ArrayList<>();
    for (String text : in.texts("expectStatus")) {
      ranges.add(HealthCheck.StatusRange.parse(text));
    }
    return ranges;
  }
}
