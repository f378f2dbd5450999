package dev.edgekeep.cli.imports;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The origins that {@code upstream} and {@code proxy_pass} name. */
final class NginxOrigins {
  private static final Pattern URL =
      Pattern.compile("(?<scheme>https?|grpcs?)://(?<authority>[^/$\\s]+)(?<path>/[^$\\s]*)?");
  private static final Set<String> KNOWN_NOT_NEEDED = Set.of("keepalive", "zone");

  private final Draft draft;
  private final Map<String, Directive> upstreams = new LinkedHashMap<>();
  private final ObjectNode origins = Draft.object();

  NginxOrigins(Draft draft) {
    this.draft = draft;
  }

  /**
   * A target of {@code proxy_pass}.
   *
   * @param origin the name of its origin
   * @param path the path that replaces the location's; empty: none does
   */
  record Target(String origin, String path) {}

  void upstream(Directive upstream) {
    upstreams.put(upstream.argument(), upstream);
  }

  /** The target of a URL; empty: it has variables, or another scheme. */
  Optional<Target> of(String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String authority = parts.group("authority");
    boolean grpc = parts.group("scheme").startsWith("grpc");
    boolean encrypted = parts.group("scheme").endsWith("s");
    String name =
        authority.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "")
            + (encrypted ? "-tls" : "")
            + (grpc ? "-grpc" : "");
    if (!origins.has(name)) {
      ObjectNode origin = origins.putObject(name);
      String scheme = encrypted ? "https" : "http";
      Directive upstream = upstreams.get(authority);
      if (upstream == null) {
        origin.putArray("servers").add(scheme + "://" + authority);
      } else {
        servers(upstream, scheme, origin);
      }
      if (grpc) {
        origin.put("protocol", "http2");
      }
    }
    String path = parts.group("path");
    return Optional.of(new Target(name, path == null ? "" : path));
  }

  private void servers(Directive upstream, String scheme, ObjectNode origin) {
    ArrayNode servers = origin.putArray("servers");
    for (Directive each : upstream.children()) {
      switch (each.name()) {
        case "server" -> server(each, scheme, servers);
        case "least_conn" -> origin.put("loadBalancing", "least-requests");
        case "random" -> origin.put("loadBalancing", "random");
        case "ip_hash" -> origin.put("loadBalancing", "hash");
        default -> {
          if (!KNOWN_NOT_NEEDED.contains(each.name())) {
            draft.note(each, "see loadBalancing, healthCheck and ejection of the origin");
          }
        }
      }
    }
  }

  private void server(Directive directive, String scheme, ArrayNode servers) {
    if (directive.arguments().contains("down")) {
      return;
    }
    ObjectNode server = Draft.object().put("url", scheme + "://" + directive.argument());
    for (String each : directive.arguments().subList(1, directive.arguments().size())) {
      if (each.matches("weight=[0-9]{1,4}")) {
        server.put("weight", Integer.parseInt(each.substring("weight=".length())));
      } else if (each.equals("backup")) {
        server.put("backup", true);
      } else {
        draft.note(directive, each + " has no counterpart; see healthCheck and ejection");
      }
    }
    servers.add(server);
  }

  void writeTo(ObjectNode root) {
    if (origins.isEmpty()) {
      // A host needs an origin, also where rules block everything.
      origins.putObject("nowhere").putArray("servers").add("http://127.0.0.1:9");
    }
    root.set("origins", origins);
  }

  /** The origin of hosts of which nothing is forwarded. */
  String nowhere() {
    if (!origins.has("nowhere")) {
      origins.putObject("nowhere").putArray("servers").add("http://127.0.0.1:9");
    }
    return "nowhere";
  }
}
