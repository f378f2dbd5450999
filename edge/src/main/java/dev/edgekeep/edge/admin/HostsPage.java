package dev.edgekeep.edge.admin;

import dev.edgekeep.daemon.json.JsonWriter;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.x509.cert.Certificate;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The hosts of the snapshot in force, in pages by name: {@code ?limit=} at most {@value
 * #MAX_LIMIT}, {@code ?after=} the last name of the page before, or one host by {@code ?name=}.
 * Event loop of the admin server only.
 */
final class HostsPage {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  private final NodeView node;
  private Map<HostPattern, Host> sortedFrom = Map.of();
  private String[] sorted = {};

  HostsPage(NodeView node) {
    this.node = node;
  }

  Page render(Map<String, List<String>> query) {
    Map<HostPattern, Host> hosts = node.hosts();
    String name = first(query, "name", "");
    return name.isEmpty()
        ? page(hosts, first(query, "after", ""), limit(query))
        : one(hosts, name.toLowerCase(Locale.ROOT));
  }

  private Page one(Map<HostPattern, Host> hosts, String name) {
    Host host = hosts.get(new HostPattern(name));
    if (host == null) {
      return Page.error(HttpResponseStatus.NOT_FOUND, "no host is named " + name);
    }
    JsonWriter json = new JsonWriter();
    write(json, host);
    return Page.json(HttpResponseStatus.OK, json);
  }

  private Page page(Map<HostPattern, Host> hosts, String after, int limit) {
    String[] names = sortedNames(hosts);
    int from = firstAfter(names, after);
    int to = Math.min(names.length, from + limit);
    JsonWriter json = new JsonWriter();
    json.beginObject().name("hosts").beginArray();
    for (int i = from; i < to; i++) {
      Host host = hosts.get(new HostPattern(names[i]));
      if (host != null) {
        write(json, host);
      }
    }
    json.endArray().field("total", names.length);
    json.field("next", to < names.length ? names[to - 1] : null).endObject();
    return Page.json(HttpResponseStatus.OK, json);
  }

  /** Sorted once for each snapshot, when somebody asks. */
  @SuppressWarnings(
      "ReferenceEquality") // a snapshot keeps one map; comparing 100,000 hosts costs more than
  // sorting
  private String[] sortedNames(Map<HostPattern, Host> hosts) {
    if (hosts != sortedFrom) {
      sorted = hosts.keySet().stream().map(HostPattern::name).sorted().toArray(String[]::new);
      sortedFrom = hosts;
    }
    return sorted;
  }

  private static int firstAfter(String[] names, String after) {
    int found = Arrays.binarySearch(names, after);
    return found >= 0 ? found + 1 : -found - 1;
  }

  private static int limit(Map<String, List<String>> query) {
    String text = first(query, "limit", Integer.toString(DEFAULT_LIMIT));
    if (text.matches("[0-9]{1,4}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    }
    throw new IllegalArgumentException("limit must be a number from 1 to " + MAX_LIMIT);
  }

  private static String first(Map<String, List<String>> query, String name, String otherwise) {
    return query.getOrDefault(name, List.of(otherwise)).getFirst();
  }

  private void write(JsonWriter json, Host host) {
    json.beginObject()
        .field("name", host.name().name())
        .field("mode", host.clientAuth().mode().name().toLowerCase(Locale.ROOT))
        .field("cas", host.clientAuth().cas().stream().map(ClientCa::name).toList())
        .field("maxChainDepth", host.clientAuth().maxChainDepth());
    json.name("certificates").beginArray();
    for (ServerCertificate certificate : host.certificates()) {
      write(json, certificate);
    }
    json.endArray()
        .field("origin", host.origin().name())
        .field("tlsContext", node.hasTlsContext(host.name()))
        .endObject();
  }

  private static void write(JsonWriter json, ServerCertificate served) {
    Certificate certificate = served.leaf();
    json.beginObject()
        .field("subject", certificate.subject().toString())
        .field("issuer", certificate.issuer().toString())
        .field("serial", certificate.serialNumber().toString());
    json.name("notBefore").time(certificate.notBefore().toEpochMilli());
    json.name("notAfter").time(certificate.notAfter().toEpochMilli());
    json.field("sha256", certificate.sha256().toString())
        .field("keyType", certificate.subjectPublicKey().description())
        .field("keyIdentifier", certificate.computedKeyIdentifier().hex());
    if (served.key() instanceof ServerKey.OnKeyServer remote) {
      json.field("keyServer", remote.keyServer().name());
    }
    json.endObject();
  }
}
