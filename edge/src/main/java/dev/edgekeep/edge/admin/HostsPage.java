package dev.edgekeep.edge.admin;

import dev.edgekeep.daemon.admin.AdminRequest;
import dev.edgekeep.daemon.admin.AdminResponse;
import dev.edgekeep.edge.origin.ServerStatus;
import dev.edgekeep.edge.origin.health.HealthStatus;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.x509.cert.Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/**
 * The hosts of the snapshot in force, in pages by name: {@code ?limit=} at most {@value
 * #MAX_LIMIT}, {@code ?after=} the last name of the page before, or one host by {@code ?name=}. Any
 * thread.
 */
final class HostsPage {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final NodeView node;
  private volatile Sorted latest = new Sorted(Map.of(), new String[0]);

  /** The names of a snapshot's hosts, sorted once, on the first request. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sorted(Map<HostPattern, Host> hosts, String[] names) {
    static Sorted of(Map<HostPattern, Host> hosts) {
      return new Sorted(
          hosts, hosts.keySet().stream().map(HostPattern::name).sorted().toArray(String[]::new));
    }

    @SuppressWarnings(
        "ReferenceEquality") // a snapshot keeps one map; comparing 100,000 hosts costs more than
    // sorting
    boolean isOf(Map<HostPattern, Host> others) {
      return hosts == others;
    }
  }

  HostsPage(NodeView node) {
    this.node = node;
  }

  /**
   * @throws IllegalArgumentException when the limit is out of bounds
   */
  AdminResponse render(AdminRequest request) {
    Map<HostPattern, Host> hosts = node.hosts();
    String name = request.parameter("name", "");
    return name.isEmpty()
        ? page(sorted(hosts), request.parameter("after", ""), limit(request))
        : one(hosts, name.toLowerCase(Locale.ROOT));
  }

  private AdminResponse one(Map<HostPattern, Host> hosts, String name) {
    Host host = hosts.get(new HostPattern(name));
    return host == null
        ? AdminResponse.error(AdminResponse.NOT_FOUND, "no host is named " + name)
        : AdminResponse.json(AdminResponse.OK, json -> write(json, host));
  }

  private AdminResponse page(Sorted sorted, String after, int limit) {
    String[] names = sorted.names();
    int from = firstAfter(names, after);
    int to = Math.min(names.length, from + limit);
    return AdminResponse.json(
        AdminResponse.OK,
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("hosts");
          for (int i = from; i < to; i++) {
            Host host = sorted.hosts().get(new HostPattern(names[i]));
            if (host != null) {
              write(json, host);
            }
          }
          json.writeEndArray();
          json.writeNumberProperty("total", names.length);
          json.writeStringProperty("next", to < names.length ? names[to - 1] : null);
          json.writeEndObject();
        });
  }

  private Sorted sorted(Map<HostPattern, Host> hosts) {
    Sorted sorted = latest;
    if (!sorted.isOf(hosts)) {
      sorted = Sorted.of(hosts);
      latest = sorted;
    }
    return sorted;
  }

  private static int firstAfter(String[] names, String after) {
    int found = Arrays.binarySearch(names, after);
    return found >= 0 ? found + 1 : -found - 1;
  }

  private static int limit(AdminRequest request) {
    String text = request.parameter("limit", Integer.toString(DEFAULT_LIMIT));
    if (text.matches("[0-9]{1,4}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    }
    throw new IllegalArgumentException("limit must be a number from 1 to " + MAX_LIMIT);
  }

  private void write(JsonGenerator json, Host host) {
    json.writeStartObject();
    json.writeStringProperty("name", host.name().name());
    json.writeStringProperty("mode", host.clientAuth().mode().name().toLowerCase(Locale.ROOT));
    json.writeArrayPropertyStart("cas");
    for (ClientCa ca : host.clientAuth().cas()) {
      json.writeString(ca.name());
    }
    json.writeEndArray();
    json.writeNumberProperty("maxChainDepth", host.clientAuth().maxChainDepth());
    json.writeArrayPropertyStart("certificates");
    for (ServerCertificate certificate : host.certificates()) {
      write(json, certificate);
    }
    json.writeEndArray();
    json.writeStringProperty("origin", host.origin().name());
    json.writeBooleanProperty("tlsContext", node.hasTlsContext(host.name()));
    if (!host.routes().isEmpty()) {
      json.writeArrayPropertyStart("routes");
      host.routes().forEach(route -> write(json, route));
      json.writeEndArray();
    }
    json.writeArrayPropertyStart("origins");
    for (Origin origin : origins(host)) {
      write(json, origin);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Route route) {
    json.writeStartObject();
    json.writeStringProperty("path", route.path().text());
    json.writeStringProperty("origin", route.origin().name());
    json.writeStringProperty("clientCertificate", route.isProtected() ? "required" : "optional");
    if (route.clients() instanceof Route.Clients.VerifiedBy(Set<String> cas)) {
      json.writeArrayPropertyStart("cas");
      cas.stream().sorted().forEach(json::writeString);
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** The origins of a host and its routes, each once. */
  private static Collection<Origin> origins(Host host) {
    Map<String, Origin> origins = new LinkedHashMap<>();
    origins.put(host.origin().name(), host.origin());
    host.routes().forEach(route -> origins.put(route.origin().name(), route.origin()));
    return origins.values();
  }

  private void write(JsonGenerator json, Origin origin) {
    json.writeStartObject();
    json.writeStringProperty("name", origin.name());
    json.writeArrayPropertyStart("servers");
    for (ServerStatus status : node.servers(origin)) {
      HealthStatus health = status.health();
      json.writeStartObject();
      json.writeStringProperty("server", status.server());
      json.writeBooleanProperty("healthy", health.isHealthy());
      json.writeStringProperty("reason", health.reason());
      if (!health.since().equals(Instant.EPOCH)) {
        json.writeStringProperty("since", time(health.since()));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ServerCertificate served) {
    Certificate certificate = served.leaf();
    json.writeStartObject();
    json.writeStringProperty("subject", certificate.subject().toString());
    json.writeStringProperty("issuer", certificate.issuer().toString());
    json.writeStringProperty("serial", certificate.serialNumber().toString());
    json.writeStringProperty("notBefore", time(certificate.notBefore()));
    json.writeStringProperty("notAfter", time(certificate.notAfter()));
    json.writeStringProperty("sha256", certificate.sha256().toString());
    json.writeStringProperty("keyType", certificate.subjectPublicKey().description());
    json.writeStringProperty("keyIdentifier", certificate.computedKeyIdentifier().hex());
    if (served.key() instanceof ServerKey.OnKeyServer remote) {
      json.writeStringProperty("keyServer", remote.keyServer().name());
    }
    json.writeEndObject();
  }

  private static String time(Instant time) {
    return TIME.format(time);
  }
}
