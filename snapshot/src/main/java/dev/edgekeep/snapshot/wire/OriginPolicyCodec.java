package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.Balancing;
import dev.edgekeep.snapshot.HashBy;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Origin.LoadBalancing;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.snapshot.OriginPolicy.Protocol;
import dev.edgekeep.snapshot.OriginTimeouts;
import java.time.Duration;

/**
 * The servers and the policy of an origin, as fields of the origin. A field with its default is
 * absent, but for those of the first version.
 */
final class OriginPolicyCodec {
  /** A node that ignored it would speak a protocol that the servers may not know. */
  private static final String PROTOCOL = "!protocol";

  /** A node that ignored it would send requests to servers that are for emergencies. */
  private static final String BACKUP = "!backup";

  private static final String WEIGHT = "weight";
  private static final String HASH_BY = "hashBy";
  private static final String BETWEEN_BYTES = "betweenBytesTimeoutMillis";
  private static final String TOTAL = "totalTimeoutMillis";
  private static final String SLOW_START = "slowStartMillis";

  private OriginPolicyCodec() {}

  static void write(FieldWriter out, Origin.Server server) {
    out.flag("https", server.https())
        .text("host", server.host())
        .number("port", server.port())
        .flag(BACKUP, server.backup());
    if (server.weight() != 1) {
      out.number(WEIGHT, server.weight());
    }
  }

  static Origin.Server server(Fields in) throws WireException {
    return new Origin.Server(
        in.flag("https"),
        in.text("host"),
        in.integer("port"),
        in.has(WEIGHT) ? in.integer(WEIGHT) : 1,
        in.flag(BACKUP));
  }

  static void write(FieldWriter out, OriginPolicy policy) {
    if (policy.protocol() != Protocol.HTTP1) {
      out.choice(PROTOCOL, policy.protocol());
    }
    write(out, policy.balancing());
    out.millis("connectTimeoutMillis", policy.timeouts().connect())
        .millis("responseTimeoutMillis", policy.timeouts().response());
    writeMore(out, policy.timeouts());
    out.object("healthCheck", policy.healthCheck(), HealthCheckCodec::write)
        .object("ejection", policy.ejection(), AvailabilityCodec::write)
        .object("retries", policy.retries(), AvailabilityCodec::write)
        .object("connections", policy.connections(), AvailabilityCodec::write);
  }

  private static void writeMore(FieldWriter out, OriginTimeouts timeouts) {
    millis(out, BETWEEN_BYTES, timeouts.betweenBytes(), timeouts.response());
    if (timeouts.total() != null) {
      out.millis(TOTAL, timeouts.total());
    }
  }

  private static void write(FieldWriter out, Balancing balancing) {
    out.choice("loadBalancing", balancing.algorithm());
    if (!balancing.hashBy().equals(HashBy.CLIENT_ADDRESS)) {
      out.text(HASH_BY, balancing.hashBy().text());
    }
    millis(out, SLOW_START, balancing.slowStart(), Balancing.DEFAULT.slowStart());
  }

  private static void millis(FieldWriter out, String name, Duration value, Duration usual) {
    if (!value.equals(usual)) {
      out.millis(name, value);
    }
  }

  static OriginPolicy policy(Fields in) throws WireException {
    return new OriginPolicy(
        in.has(PROTOCOL) ? in.choice(PROTOCOL, Protocol.class) : Protocol.HTTP1,
        balancing(in),
        timeouts(in),
        in.objectOrNull("healthCheck", HealthCheckCodec::read),
        in.objectOrNull("ejection", AvailabilityCodec::ejection),
        in.objectOrNull("retries", AvailabilityCodec::retries),
        in.objectOrNull("connections", AvailabilityCodec::connections));
  }

  private static OriginTimeouts timeouts(Fields in) throws WireException {
    Duration response = in.millis("responseTimeoutMillis");
    return new OriginTimeouts(
        in.millis("connectTimeoutMillis"),
        response,
        in.has(BETWEEN_BYTES) ? in.millis(BETWEEN_BYTES) : response,
        in.has(TOTAL) ? in.millis(TOTAL) : null);
  }

  private static Balancing balancing(Fields in) throws WireException {
    String hashBy = in.textOrNull(HASH_BY);
    return new Balancing(
        in.choice("loadBalancing", LoadBalancing.class),
        hashBy == null ? HashBy.CLIENT_ADDRESS : HashBy.parse(hashBy),
        in.has(SLOW_START) ? in.millis(SLOW_START) : Balancing.DEFAULT.slowStart());
  }
}
