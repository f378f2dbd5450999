package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.Balancing;
import dev.edgekeep.snapshot.HashBy;
import dev.edgekeep.snapshot.Origin.LoadBalancing;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.snapshot.OriginPolicy.Protocol;
import dev.edgekeep.snapshot.OriginTimeouts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the settings of an origin that say how its servers are spoken to and chosen. */
final class OriginPolicyReader {
  private static final Map<String, LoadBalancing> LOAD_BALANCING = loadBalancing();
  private static final Map<String, Protocol> PROTOCOLS = protocols();

  private OriginPolicyReader() {}

  /** Reads them from the section of an origin, which has other keys as well. */
  static OriginPolicy read(Section origin) {
    Protocol protocol = origin.choice("protocol", PROTOCOLS, Protocol.HTTP1);
    return new OriginPolicy(
        protocol,
        balancing(origin),
        timeouts(origin),
        HealthCheckReader.read(origin.get("healthCheck"), protocol),
        AvailabilityReader.ejection(origin.get("ejection")),
        AvailabilityReader.retries(origin.get("retries")),
        AvailabilityReader.connections(origin.get("connections")));
  }

  private static Balancing balancing(Section origin) {
    Balancing usual = Balancing.DEFAULT;
    LoadBalancing algorithm = origin.choice("loadBalancing", LOAD_BALANCING, usual.algorithm());
    Value hashBy = origin.get("hashBy");
    if (hashBy != null && algorithm != LoadBalancing.HASH) {
      hashBy.error("it has no effect without loadBalancing: hash; add that, or remove hashBy");
    }
    return new Balancing(
        algorithm,
        hashBy == null ? usual.hashBy() : hashBy(hashBy),
        origin.millis("slowStartMillis", Balancing.SLOW_START_MILLIS, usual.slowStart()));
  }

  private static HashBy hashBy(Value value) {
    String text = value.text();
    if (text != null) {
      try {
        return HashBy.parse(text);
      } catch (IllegalArgumentException e) {
        value.error("%s cannot be hashed; %s".formatted(Quoted.text(text), e.getMessage()));
      }
    }
    return HashBy.CLIENT_ADDRESS;
  }

  private static OriginTimeouts timeouts(Section origin) {
    OriginTimeouts usual = OriginTimeouts.DEFAULT;
    Duration response =
        origin.millis("responseTimeoutMillis", OriginTimeouts.RESPONSE_MILLIS, usual.response());
    Value total = origin.get("totalTimeoutMillis");
    return new OriginTimeouts(
        origin.millis("connectTimeoutMillis", OriginTimeouts.CONNECT_MILLIS, usual.connect()),
        response,
        origin.millis("betweenBytesTimeoutMillis", OriginTimeouts.BETWEEN_BYTES_MILLIS, response),
        total == null ? null : total(total));
  }

  private static @Nullable Duration total(Value value) {
    long millis = value.number(OriginTimeouts.TOTAL_MILLIS, 0);
    return millis == 0 ? null : Duration.ofMillis(millis);
  }

  private static Map<String, Protocol> protocols() {
    Map<String, Protocol> words = new LinkedHashMap<>();
    words.put("http1", Protocol.HTTP1);
    words.put("http2", Protocol.HTTP2);
    words.put("auto", Protocol.AUTO);
    return words;
  }

  private static Map<String, LoadBalancing> loadBalancing() {
    Map<String, LoadBalancing> words = new LinkedHashMap<>();
    words.put("round-robin", LoadBalancing.ROUND_ROBIN);
    words.put("least-requests", LoadBalancing.LEAST_REQUESTS);
    words.put("random", LoadBalancing.RANDOM);
    words.put("hash", LoadBalancing.HASH);
    return words;
  }
}
