package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.Origin.LoadBalancing;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.snapshot.OriginPolicy.Protocol;
import dev.edgekeep.snapshot.OriginTimeouts;

/** The policy of an origin, as fields of the origin. Absent fields have their defaults. */
final class OriginPolicyCodec {
  /** A node that ignored it would speak a protocol that the servers may not know. */
  private static final String PROTOCOL = "!protocol";

  private OriginPolicyCodec() {}

  static void write(FieldWriter out, OriginPolicy policy) {
    if (policy.protocol() != Protocol.HTTP1) {
      out.choice(PROTOCOL, policy.protocol());
    }
    out.choice("loadBalancing", policy.loadBalancing())
        .millis("connectTimeoutMillis", policy.timeouts().connect())
        .millis("responseTimeoutMillis", policy.timeouts().response());
  }

  static OriginPolicy read(Fields in) throws WireException {
    return new OriginPolicy(
        in.has(PROTOCOL) ? in.choice(PROTOCOL, Protocol.class) : Protocol.HTTP1,
        in.choice("loadBalancing", LoadBalancing.class),
        new OriginTimeouts(in.millis("connectTimeoutMillis"), in.millis("responseTimeoutMillis")));
  }
}
