package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.ConnectionLimits;
import dev.edgekeep.snapshot.Ejection;
import dev.edgekeep.snapshot.Retries;
import java.util.HashSet;
import java.util.Set;

/** The settings of an origin that are about servers that fail. */
final class AvailabilityCodec {
  private AvailabilityCodec() {}

  static void write(FieldWriter out, Ejection ejection) {
    out.number("consecutiveFailures", ejection.consecutiveFailures())
        .millis("baseMillis", ejection.base())
        .number("maxPercent", ejection.maxPercent());
  }

  static Ejection ejection(Fields in) throws WireException {
    return new Ejection(
        in.integer("consecutiveFailures"), in.millis("baseMillis"), in.integer("maxPercent"));
  }

  static void write(FieldWriter out, ConnectionLimits limits) {
    out.number("maxPerServer", limits.maxPerServer())
        .number("queue", limits.queue())
        .millis("queueTimeoutMillis", limits.queueTimeout());
  }

  static ConnectionLimits connections(Fields in) throws WireException {
    return new ConnectionLimits(
        in.integer("maxPerServer"), in.integer("queue"), in.millis("queueTimeoutMillis"));
  }

  static void write(FieldWriter out, Retries retries) {
    out.number("attempts", retries.attempts())
        .flag("connect", retries.connect())
        .flag("reset", retries.reset())
        .texts("statuses", retries.statuses().stream().sorted().map(String::valueOf).toList())
        .texts("methods", retries.methods().stream().sorted().toList())
        .number("budgetPercent", retries.budgetPercent());
  }

  static Retries retries(Fields in) throws WireException {
    Set<Integer> statuses = new HashSet<>();
    for (String status : in.texts("statuses")) {
      statuses.add(Integer.valueOf(status));
    }
    return new Retries(
        in.integer("attempts"),
        in.flag("connect"),
        in.flag("reset"),
        statuses,
        Set.copyOf(in.texts("methods")),
        in.integer("budgetPercent"));
  }
}
