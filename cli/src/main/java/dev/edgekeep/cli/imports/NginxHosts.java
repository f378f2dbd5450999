package dev.edgekeep.cli.imports;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns server blocks of nginx into hosts. */
final class NginxHosts {
  private static final int DEFAULT_DEPTH = 1;
  private static final int MAX_DEPTH = 10;
  private static final Pattern HSTS = Pattern.compile("(?i)max-age=\"?([0-9]{1,10})\"?(.*)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})([kKmMgG]?)");

  /** Directives of a server that are read by name, and those of its locations. */
  private static final Set<String> HANDLED =
      Set.of(
          "listen",
          "server_name",
          "location",
          "ssl_certificate",
          "ssl_certificate_key",
          "ssl_client_certificate",
          "ssl_trusted_certificate",
          "ssl_verify_client",
          "ssl_crl",
          "ssl_protocols",
          "client_max_body_size",
          "ssl");

  private final Path file;
  private final Draft draft;
  private final NginxOrigins origins;
  private final NginxClientCas clientCas;
  private final List<Directive> shared;
  private final ObjectNode hosts;
  private final Set<Directive> used = new LinkedHashSet<>();

  NginxHosts(
      Path file,
      Draft draft,
      NginxOrigins origins,
      NginxClientCas clientCas,
      List<Directive> shared,
      ObjectNode hosts) {
    this.file = file;
    this.draft = draft;
    this.origins = origins;
    this.clientCas = clientCas;
    this.shared = shared;
    this.hosts = hosts;
  }

  void add(NginxServer server) {
    for (String name : server.otherNames()) {
      if (!name.equals("_") && !name.isEmpty()) {
        draft.note(
            server.block(), "the name %s is no plain name; add its hosts by hand".formatted(name));
      }
    }
    for (String name : server.names()) {
      if (hosts.has(name)) {
        draft.note(server.block(), "a second server for %s; only the first counts".formatted(name));
      } else {
        hosts.set(name, host(server, name));
      }
    }
  }

  private ObjectNode host(NginxServer server, String name) {
    ObjectNode host = Draft.object();
    certificate(server, host);
    boolean asks = clientAuth(server, name, host);
    protocols(server, host);
    server.setting("client_max_body_size", shared).ifPresent(size -> bodyLimit(size, host));
    new NginxLocations(draft, origins, name, asks, host).convert(server.block(), inherited(server));
    for (Directive each : server.block().children()) {
      if (each.name().equals("add_header")) {
        header(each, host);
      }
    }
    return host;
  }

  /** Directives for all servers that locations inherit. */
  private List<Directive> inherited(NginxServer server) {
    boolean own = server.block().children("proxy_set_header").findAny().isPresent();
    return own
        ? List.of()
        : shared.stream().filter(each -> each.name().equals("proxy_set_header")).toList();
  }

  private void certificate(NginxServer server, ObjectNode host) {
    Optional<Directive> chain = server.setting("ssl_certificate", shared);
    Optional<Directive> key = server.setting("ssl_certificate_key", shared);
    if (chain.isEmpty() || key.isEmpty()) {
      draft.note(server.block(), "there is no certificate; replace the word MISSING");
    }
    ObjectNode certificate = host.putObject("certificate");
    certificate.set("chain", Draft.file(chain.map(this::path).orElse("MISSING")));
    certificate.set("key", Draft.file(key.map(this::path).orElse("MISSING")));
    if (server.block().children("ssl_certificate").count() > 1) {
      draft.note(server.block(), "only its first certificate is carried over");
    }
  }

  private String path(Directive directive) {
    return NginxFiles.absolute(file, directive.argument());
  }

  /** Returns whether clients are asked for certificates. */
  private boolean clientAuth(NginxServer server, String name, ObjectNode host) {
    Optional<Directive> verify = server.setting("ssl_verify_client", shared);
    String mode = verify.map(Directive::argument).orElse("off");
    Optional<Directive> ca = server.setting("ssl_client_certificate", shared);
    if (mode.equals("off")) {
      return false;
    }
    server.setting("ssl_trusted_certificate", shared).ifPresent(clientCas::trusted);
    Directive directive = verify.orElseThrow();
    if (ca.isEmpty() || !Set.of("on", "optional").contains(mode)) {
      draft.guard(
          directive,
          Draft.ofHost(name),
          "certificates of clients are not verified by nginx; name the client CA in clientAuth");
      return false;
    }
    ObjectNode auth = host.putObject("clientAuth");
    auth.put("mode", mode.equals("on") ? "require" : "request");
    Directive crl = server.setting("ssl_crl", shared).orElse(null);
    auth.putArray("cas").add(clientCas.of(ca.get(), crl));
    auth.put("maxChainDepth", depth(server));
    if (mode.equals("optional")) {
      // nginx refuses a certificate that it cannot verify, and serves clients without one.
      draft.block(
          "verified or none: " + name,
          Draft.ofHost(name)
              + " and tls_client_auth.cert_presented and not tls_client_auth.cert_verified");
    }
    return true;
  }

  private int depth(NginxServer server) {
    Optional<Directive> depth = server.setting("ssl_verify_depth", shared);
    if (depth.isEmpty() || !depth.get().argument().matches("[0-9]{1,4}")) {
      return DEFAULT_DEPTH;
    }
    return Math.min(MAX_DEPTH, Integer.parseInt(depth.get().argument()));
  }

  private void protocols(NginxServer server, ObjectNode host) {
    Optional<Directive> protocols = server.setting("ssl_protocols", shared);
    if (protocols.isEmpty()) {
      return;
    }
    List<String> names = protocols.get().arguments();
    boolean two = names.contains("TLSv1.2");
    boolean three = names.contains("TLSv1.3");
    if (two != three) {
      host.putObject("tls")
          .put("minVersion", two ? "1.2" : "1.3")
          .put("maxVersion", two ? "1.2" : "1.3");
    }
    if (!two && !three) {
      draft.note(protocols.get(), "versions before TLS 1.2 are not supported");
    }
  }

  private void bodyLimit(Directive directive, ObjectNode host) {
    Matcher size = SIZE.matcher(directive.argument());
    if (!size.matches()) {
      draft.note(directive, "see limits.requestBodyBytes of the host");
      return;
    }
    int shift =
        switch (size.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          default -> 0;
        };
    long bytes = Long.parseLong(size.group(1)) << shift;
    if (bytes > 0) {
      host.putObject("limits").put("requestBodyBytes", bytes);
    }
  }

  private void header(Directive directive, ObjectNode host) {
    String value = directive.arguments().size() < 2 ? "" : directive.arguments().get(1);
    Matcher hsts = HSTS.matcher(value);
    if (directive.argument().equalsIgnoreCase("Strict-Transport-Security") && hsts.matches()) {
      String rest = hsts.group(2).toLowerCase(Locale.ROOT);
      host.withObjectProperty("https")
          .putObject("hsts")
          .put("maxAgeSeconds", Long.parseLong(hsts.group(1)))
          .put("includeSubdomains", rest.contains("includesubdomains"))
          .put("preload", rest.contains("preload"));
    } else {
      draft.note(directive, "add a rule with the action set_response_header");
    }
  }

  /** A server without TLS: only a redirect to the same name is carried over. */
  void addPlaintext(NginxServer server) {
    @Nullable Directive redirect = redirect(server.block());
    for (String name : server.names()) {
      if (hosts.get(name) instanceof ObjectNode host && redirect != null) {
        int status = Integer.parseInt(redirect.argument());
        host.withObjectProperty("https").put("redirect", status);
      } else {
        draft.note(
            server.block(),
            "%s is served without TLS; a host needs a certificate here".formatted(name));
      }
    }
  }

  private static @Nullable Directive redirect(Directive block) {
    return Stream.concat(
            block.children("return"),
            block.children("location").flatMap(each -> each.children("return")))
        .filter(each ->
            each.argument().matches("301|302|307|308")
                && each.arguments().size() > 1
                && each.arguments().get(1).startsWith("https://"))
        .findFirst()
        .orElse(null);
  }

  /** A host that nginx serves over TLS only is not served in clear text here, either. */
  void protectFromPlaintext(boolean hasPlaintext) {
    if (!hasPlaintext) {
      return;
    }
    hosts
        .properties()
        .forEach(entry -> {
          ObjectNode https = ((ObjectNode) entry.getValue()).withObjectProperty("https");
          if (!https.has("redirect")) {
            https.put("redirect", 308);
          }
        });
  }

  /** Notes directives for all servers that nothing has read. */
  void notePassedOver(List<Directive> all) {
    for (Directive each : all) {
      boolean read =
          HANDLED.contains(each.name())
              || each.name().equals("proxy_set_header")
              || NginxImport.isWithoutEffect(each.name());
      if (!read && used.add(each)) {
        if (NginxLocations.isRestriction(each)) {
          draft.guard(each, "http.host ne \"\"", "it restricts access");
        } else {
          draft.note(each, "there is no counterpart for all hosts; see the settings of a host");
        }
      }
    }
  }

  static boolean isHandled(String directive) {
    return HANDLED.contains(directive);
  }

  static ArrayNode routes(ObjectNode host) {
    return host.get("routes") instanceof ArrayNode routes ? routes : host.putArray("routes");
  }
}
