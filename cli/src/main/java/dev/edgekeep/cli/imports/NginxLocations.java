package dev.edgekeep.cli.imports;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns the locations of a server into routes of its host. One host; one thread. */
final class NginxLocations {
  /** Directives that decide who is served. */
  private static final Set<String> RESTRICTIONS =
      Set.of(
          "allow",
          "deny",
          "satisfy",
          "auth_basic",
          "auth_basic_user_file",
          "auth_request",
          "auth_jwt",
          "limit_except",
          "internal",
          "if",
          "return",
          "rewrite",
          "valid_referers",
          "secure_link",
          "secure_link_md5",
          "access_by_lua_block",
          "access_by_lua_file",
          "limit_req",
          "limit_conn",
          "set",
          "js_access");

  private static final Pattern PLAIN_PATH = Pattern.compile("/[A-Za-z0-9._~/@:+-]*");

  private static final Map<String, String> FACTS =
      Map.of(
          "$ssl_client_s_dn", "${client.subject_dn}",
          "$ssl_client_i_dn", "${client.issuer_dn}",
          "$ssl_client_serial", "${client.serial}",
          "$remote_addr", "${client.address}",
          "$ssl_protocol", "${tls.version}",
          "$ssl_cipher", "${tls.cipher}",
          "$request_id", "${request.id}");

  /** Headers that every origin gets anyway. */
  private static final Set<String> ALWAYS_SENT =
      Set.of("x-forwarded-for", "x-forwarded-proto", "connection", "upgrade");

  private final Draft draft;
  private final NginxOrigins origins;
  private final String name;
  private final boolean asks;
  private final ObjectNode host;

  NginxLocations(Draft draft, NginxOrigins origins, String name, boolean asks, ObjectNode host) {
    this.draft = draft;
    this.origins = origins;
    this.name = name;
    this.asks = asks;
    this.host = host;
  }

  static boolean isRestriction(Directive directive) {
    return RESTRICTIONS.contains(directive.name());
  }

  /** A location with its kind. */
  private record Location(Directive block, String modifier, String path) {
    private static Location of(Directive block) {
      List<String> arguments = block.arguments();
      return arguments.size() > 1
          ? new Location(block, arguments.getFirst(), arguments.get(1))
          : new Location(block, "", block.argument());
    }

    private boolean isExact() {
      return modifier.equals("=");
    }

    private boolean isPlain() {
      return !modifier.startsWith("~") && PLAIN_PATH.matcher(path).matches();
    }
  }

  /**
   * @param inherited directives for headers from outside of the server
   */
  void convert(Directive server, List<Directive> inherited) {
    List<Directive> headers = headers(server, inherited);
    for (Directive each : server.children()) {
      if (each.name().equals("proxy_set_header")) {
        continue;
      }
      if (isRequirement(each)) {
        blockUnverified(Draft.ofHost(name));
      } else if (isRestriction(each)) {
        draft.guard(each, Draft.ofHost(name), "it restricts access, or answers itself");
      } else if (!NginxHosts.isHandled(each.name())
          && !each.name().equals("add_header")
          && !NginxImport.isWithoutEffect(each.name())) {
        draft.note(each, "there is no counterpart; see the settings of a host");
      }
    }
    List<Location> locations =
        server.children("location").map(Location::of).sorted(byPrecedence()).toList();
    locations.forEach(each -> convert(each, headers));
    if (!host.has("origin")) {
      host.put("origin", origins.nowhere());
      if (locations.stream().noneMatch(each -> each.path().equals("/"))) {
        draft.guard(
            server, Draft.ofHost(name) + pathsElsewhere(), "other paths have no proxy_pass");
      }
    }
    if (asks) {
      host.withObjectProperty("forward")
          .putArray("clientCertificate")
          .add("rfc9440")
          .add("verdict");
    }
    if (!headers.stream().anyMatch(each -> each.argument().equalsIgnoreCase("Host"))
        && !host.path("forward").has("preserveHost")) {
      host.withObjectProperty("forward").put("preserveHost", false);
    }
    headers.forEach(this::header);
  }

  /** The headers of the location for all paths; as in nginx, it may inherit them. */
  private static List<Directive> headers(Directive server, List<Directive> inherited) {
    List<Directive> own = server.children("proxy_set_header").toList();
    List<Directive> all =
        server
            .children("location")
            .map(Location::of)
            .filter(each -> each.path().equals("/") && !each.isExact())
            .flatMap(each -> each.block().children("proxy_set_header"))
            .toList();
    if (!all.isEmpty()) {
      return all;
    }
    return own.isEmpty() ? inherited : own;
  }

  /** Requests that no route takes. */
  private String pathsElsewhere() {
    StringBuilder condition = new StringBuilder();
    for (var route : host.path("routes")) {
      String path = route.path("path").asString("");
      String field = "http.request.uri.path";
      condition
          .append(" and not ")
          .append(
              path.endsWith("*")
                  ? "starts_with(%s, %s)"
                      .formatted(field, Draft.quoted(path.substring(0, path.length() - 1)))
                  : "%s eq %s".formatted(field, Draft.quoted(path)));
    }
    return condition.toString();
  }

  /** nginx prefers exact paths, then the longest prefix. */
  private static Comparator<Location> byPrecedence() {
    return Comparator.<Location>comparingInt(each -> each.isExact() ? 0 : 1)
        .thenComparing(Comparator.comparingInt((Location each) -> each.path().length()).reversed());
  }

  private void convert(Location location, List<Directive> headers) {
    Directive block = location.block();
    if (location.path().startsWith("@")) {
      draft.note(block, "named locations have no counterpart");
      return;
    }
    if (!location.isPlain()) {
      draft.guard(
          block, Draft.ofHost(name), "a location by regular expression; add a route, or a rule");
      return;
    }
    String covered =
        Draft.ofHost(name)
            + (location.path().equals("/") && !location.isExact()
                ? ""
                : " and " + condition(location));
    boolean required = restrictions(block, covered);
    Optional<NginxOrigins.Target> target =
        block.children().stream()
            .filter(each -> each.name().equals("proxy_pass") || each.name().equals("grpc_pass"))
            .findFirst()
            .flatMap(each -> origins.of(each.argument()));
    Set<String> known = new HashSet<>(headers.stream().map(Directive::text).toList());
    block
        .children("proxy_set_header")
        .filter(each -> !known.contains(each.text()))
        .forEach(
            each -> draft.note(each, "headers are set for the whole host; see forward.headers"));
    if (target.isEmpty()) {
      draft.guard(block, covered, "it has no proxy_pass to a fixed URL");
      return;
    }
    route(location, target.get(), required);
  }

  /** Notes what a location restricts; returns whether it requires a verified client. */
  private boolean restrictions(Directive block, String covered) {
    boolean required = false;
    Set<String> seen = new LinkedHashSet<>();
    for (Directive each : block.children()) {
      if (isRequirement(each)) {
        required = true;
      } else if (isRestriction(each)) {
        draft.guard(each, covered, "it restricts access, or answers itself");
      } else if (each.name().equals("location")) {
        draft.guard(each, covered, "locations in locations have no counterpart; add a route");
      } else if (!Set.of("proxy_pass", "grpc_pass", "proxy_set_header").contains(each.name())
          && !NginxImport.isWithoutEffect(each.name())
          && seen.add(each.text())) {
        draft.note(each, "there is no counterpart; see the settings of a host and its origin");
      }
    }
    if (required && !asks) {
      draft.guard(block, covered, "it requires a certificate that the server does not ask for");
      return false;
    }
    return required;
  }

  private void blockUnverified(String when) {
    draft.block("verified clients only: " + name, when + " and not tls_client_auth.cert_verified");
  }

  /** {@code if ($ssl_client_verify != SUCCESS) { return 403; }}, in its usual spellings. */
  private static boolean isRequirement(Directive directive) {
    if (!directive.name().equals("if") || directive.children().size() != 1) {
      return false;
    }
    String condition = String.join(" ", directive.arguments()).replaceAll("[()\"']", "").strip();
    Directive only = directive.children().getFirst();
    return condition.matches("\\$ssl_client_verify *!= *SUCCESS")
        && only.name().equals("return")
        && only.argument().matches("4[0-9][0-9]");
  }

  private static String condition(Location location) {
    String path = Draft.quoted(location.path());
    return location.isExact()
        ? "http.request.uri.path eq " + path
        : "starts_with(http.request.uri.path, %s)".formatted(path);
  }

  private void route(Location location, NginxOrigins.Target target, boolean required) {
    boolean whole = location.path().equals("/") && !location.isExact();
    String path = target.path();
    boolean same = path.isEmpty() || path.equals(location.path());
    if (whole && same) {
      host.put("origin", target.origin());
      if (required) {
        blockUnverified(Draft.ofHost(name));
      }
      return;
    }
    ArrayNode routes = NginxHosts.routes(host);
    for (String pattern : patterns(location)) {
      ObjectNode route = routes.addObject().put("path", pattern).put("origin", target.origin());
      if (required) {
        route.put("clientCertificate", "required");
      }
      if (!same) {
        rewrite(location, path, pattern, route);
      }
    }
  }

  /** A prefix of nginx without a slash at its end covers longer names, too. */
  private static List<String> patterns(Location location) {
    String path = location.path();
    if (location.isExact()) {
      return List.of(path);
    }
    return path.endsWith("/") ? List.of(path + "*") : List.of(path + "/*", path + "*");
  }

  private void rewrite(Location location, String path, String pattern, ObjectNode route) {
    String prefix =
        path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    boolean slashes =
        location.path().endsWith("/") == path.endsWith("/") || location.path().endsWith("/");
    if (pattern.endsWith("/*") && slashes) {
      route.putObject("rewrite").put("prefix", prefix);
    } else {
      draft.guard(
          location.block(),
          Draft.ofHost(name) + " and " + condition(location),
          "the path %s is replaced in a way that a route does not".formatted(path));
    }
  }

  private void header(Directive directive) {
    String header = directive.argument();
    String value = directive.arguments().size() < 2 ? "" : directive.arguments().get(1);
    ObjectNode forward = host.withObjectProperty("forward");
    if (header.equalsIgnoreCase("Host")) {
      if (value.equals("$host") || value.equals("$http_host")) {
        forward.put("preserveHost", true);
      } else if (value.contains("$")) {
        forward.put("preserveHost", false);
      } else {
        forward.remove("preserveHost");
        forward.put("host", value);
      }
    } else if (FACTS.containsKey(value)) {
      forward.withObjectProperty("headers").put(header, String.valueOf(FACTS.get(value)));
    } else if (value.startsWith("$ssl_client_")) {
      draft.note(
          directive, "the origin gets Edgekeep-Client-Verdict and Client-Cert (RFC 9440) instead");
    } else if (!ALWAYS_SENT.contains(header.toLowerCase(Locale.ROOT))) {
      draft.note(directive, "see forward.headers for the facts that an origin can get");
    }
  }
}
