package dev.edgekeep.cli.imports;

import dev.edgekeep.cli.input.Documents;
import dev.edgekeep.config.document.DocumentException;
import dev.edgekeep.config.document.DocumentText;
import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the configuration of an edge from manifests for ingress-nginx. */
final class IngressImport {
  private static final String PREFIX = "nginx.ingress.kubernetes.io/";
  private static final Pattern SEPARATOR = Pattern.compile("(?m)^---.*$");
  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?");
  private static final int DEFAULT_DEPTH = 1;
  private static final int MAX_DEPTH = 10;

  /** Annotations about who is served, which become a rule that blocks until they are replaced. */
  private static final Pattern RESTRICTION =
      Pattern.compile(
          "auth-(?!tls-).*|whitelist-source-range|denylist-source-range|satisfy|limit-.*|"
              + "(?:configuration|server|stream)-snippet|enable-global-auth|modsecurity-.*|"
              + "enable-modsecurity|auth-tls-match-cn");

  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "proxy-buffer-size",
          "proxy-buffering",
          "proxy-buffers-number",
          "enable-access-log",
          "proxy-http-version");

  private final Path file;
  private final Draft draft = new Draft();
  private final ObjectNode origins = Draft.object();
  private final ObjectNode clientCas = Draft.object();
  private final ObjectNode hosts = Draft.object();
  private final Set<String> secrets = new LinkedHashSet<>();

  private IngressImport(Path file) {
    this.file = file;
  }

  static Draft of(Path file, String text) throws CommandFailure {
    IngressImport made = new IngressImport(file);
    int ingresses = 0;
    for (String document : SEPARATOR.split(text, -1)) {
      if (!document.isBlank()) {
        ingresses += made.document(made.parse(document));
      }
    }
    if (ingresses == 0) {
      throw CommandFailure.configuration(file + ": there is no Ingress");
    }
    made.finish();
    return made.draft;
  }

  private JsonNode parse(String document) throws CommandFailure {
    String name = String.valueOf(file.getFileName());
    try {
      return Documents.json(
          DocumentText.of(name, document.getBytes(StandardCharsets.UTF_8)).parse(), file);
    } catch (DocumentException e) {
      throw CommandFailure.configuration("%s: %s".formatted(file, e.getMessage()));
    }
  }

  /** Returns the number of Ingresses in a document. */
  private int document(JsonNode document) {
    String kind = document.path("kind").asString("");
    if (kind.equals("List")) {
      int found = 0;
      for (JsonNode each : document.path("items")) {
        found += document(each);
      }
      return found;
    }
    if (!kind.equals("Ingress")) {
      draft.note(place(document), "kind " + kind, "only Ingresses are read");
      return 0;
    }
    ingress(document);
    return 1;
  }

  private String place(JsonNode document) {
    return "%s: %s".formatted(file.getFileName(), document.at("/metadata/name").asString("?"));
  }

  private void ingress(JsonNode ingress) {
    String namespace = ingress.at("/metadata/namespace").asString("default");
    Map<String, String> annotations = new LinkedHashMap<>();
    ingress
        .at("/metadata/annotations")
        .properties()
        .forEach(each -> {
          if (each.getKey().startsWith(PREFIX)) {
            annotations.put(each.getKey().substring(PREFIX.length()), each.getValue().asString(""));
          }
        });
    List<String> names = new ArrayList<>();
    for (JsonNode rule : ingress.at("/spec/rules")) {
      String name = rule.path("host").asString("");
      if (name.isEmpty()) {
        draft.note(place(ingress), "a rule without a host", "name its hosts by hand");
      } else {
        names.add(name);
        host(ingress, namespace, name, rule, annotations);
      }
    }
    if (!ingress.at("/spec/defaultBackend").isMissingNode()) {
      draft.note(place(ingress), "defaultBackend", "requests for unknown names are refused");
    }
    annotations.forEach((key, value) -> annotation(ingress, names, key, value));
  }

  private void host(
      JsonNode ingress,
      String namespace,
      String name,
      JsonNode rule,
      Map<String, String> annotations) {
    boolean isNew = !hosts.has(name);
    ObjectNode host = isNew ? hosts.putObject(name) : (ObjectNode) hosts.get(name);
    if (isNew) {
      certificate(ingress, namespace, name, host);
    }
    clientAuth(ingress, namespace, name, host, annotations);
    if (!annotations.getOrDefault("ssl-redirect", "true").equals("false")) {
      host.withObjectProperty("https").put("redirect", 308);
    }
    for (JsonNode path : rule.at("/http/paths")) {
      path(ingress, namespace, name, host, path, annotations);
    }
  }

  private void certificate(JsonNode ingress, String namespace, String name, ObjectNode host) {
    String secret = null;
    for (JsonNode tls : ingress.at("/spec/tls")) {
      for (JsonNode each : tls.path("hosts")) {
        String covered = each.asString("");
        boolean wildcard =
            covered.startsWith("*.")
                && name.indexOf('.') > 0
                && name.substring(name.indexOf('.')).equals(covered.substring(1));
        if (covered.equals(name) || wildcard) {
          secret = tls.path("secretName").asString("");
        }
      }
    }
    String base = secret == null || secret.isEmpty() ? "MISSING" : secret(namespace, secret, "tls");
    if (base.equals("MISSING")) {
      draft.note(place(ingress), name, "no secret has its certificate; replace the word MISSING");
    }
    ObjectNode certificate = host.putObject("certificate");
    certificate.set("chain", Draft.file(base + ".crt"));
    certificate.set("key", Draft.file(base + ".key"));
  }

  /** The file name for a secret; how to get it is noted once. */
  private String secret(String namespace, String secret, String entry) {
    if (!DNS_LABEL.matcher(namespace).matches() || !DNS_LABEL.matcher(secret).matches()) {
      return "MISSING"; // no name of Kubernetes: it must not become a path
    }
    String name = namespace + "-" + secret;
    if (secrets.add(name + entry)) {
      String command =
          "kubectl -n %s get secret %s -o jsonpath='{.data.%s\\.%s}' | base64 -d > %s.%s";
      draft.note(
          "secret " + namespace + "/" + secret,
          entry + ".crt",
          "its content is in the cluster: "
              + command.formatted(namespace, secret, entry, "crt", name, "crt"));
      if (entry.equals("ca")) {
        draft.note(
            "secret " + namespace + "/" + secret,
            "ca.crl",
            "if the secret has one, get it in the same way, and add revoked: {file: %s.crl} to the"
                    .formatted(name)
                + " client CA: without it, revoked clients are admitted");
      }
      if (entry.equals("tls")) {
        draft.note(
            "secret " + namespace + "/" + secret,
            "tls.key",
            command.formatted(namespace, secret, entry, "key", name, "key"));
      }
    }
    return name;
  }

  private void clientAuth(
      JsonNode ingress,
      String namespace,
      String name,
      ObjectNode host,
      Map<String, String> annotations) {
    String secret = annotations.get("auth-tls-secret");
    if (secret == null) {
      return;
    }
    String mode = annotations.getOrDefault("auth-tls-verify-client", "on");
    if (mode.equals("off")) {
      return;
    }
    if (!Set.of("on", "optional").contains(mode)) {
      draft.guard(
          place(ingress),
          "auth-tls-verify-client: " + mode,
          Draft.ofHost(name),
          "certificates are not verified by ingress-nginx; name the client CA in clientAuth");
      return;
    }
    String[] parts = secret.split("/", 2);
    String ca =
        parts.length == 2 ? secret(parts[0], parts[1], "ca") : secret(namespace, secret, "ca");
    if (!clientCas.has(ca)) {
      clientCas.putObject(ca).set("certificates", Draft.file(ca + ".crt"));
    }
    ObjectNode auth = host.putObject("clientAuth");
    auth.put("mode", mode.equals("on") ? "require" : "request");
    auth.putArray("cas").add(ca);
    auth.put("maxChainDepth", depth(annotations.get("auth-tls-verify-depth")));
    host.withObjectProperty("forward").putArray("clientCertificate").add("rfc9440").add("verdict");
    if (mode.equals("optional")) {
      draft.block(
          "verified or none: " + name,
          Draft.ofHost(name)
              + " and tls_client_auth.cert_presented and not tls_client_auth.cert_verified");
    }
  }

  private static int depth(@Nullable String text) {
    return text != null && text.matches("[0-9]{1,4}")
        ? Math.min(MAX_DEPTH, Integer.parseInt(text))
        : DEFAULT_DEPTH;
  }

  private void path(
      JsonNode ingress,
      String namespace,
      String name,
      ObjectNode host,
      JsonNode path,
      Map<String, String> annotations) {
    String text = path.path("path").asString("/");
    String origin = origin(namespace, path.path("backend"), annotations);
    boolean exact = path.path("pathType").asString("").equals("Exact");
    boolean regex =
        annotations.getOrDefault("use-regex", "false").equals("true")
            || annotations.containsKey("rewrite-target");
    if (regex || origin.isEmpty()) {
      draft.guard(
          place(ingress),
          "path " + text,
          Draft.ofHost(name),
          "regular expressions, rewrites and other backends have no counterpart; add a route");
      return;
    }
    if (text.equals("/") && !exact) {
      host.put("origin", origin);
    } else {
      String pattern = exact ? text : (text.endsWith("/") ? text : text + "/") + "*";
      routes(host).addObject().put("path", pattern).put("origin", origin);
    }
  }

  private static ArrayNode routes(ObjectNode host) {
    return host.get("routes") instanceof ArrayNode routes ? routes : host.putArray("routes");
  }

  private String origin(String namespace, JsonNode backend, Map<String, String> annotations) {
    String service = backend.at("/service/name").asString("");
    if (!DNS_LABEL.matcher(service).matches()) {
      return "";
    }
    JsonNode port = backend.at("/service/port/number");
    String protocol = annotations.getOrDefault("backend-protocol", "HTTP");
    String scheme = protocol.endsWith("S") ? "https" : "http";
    String name = namespace + "-" + service;
    if (!origins.has(name)) {
      int number = port.isNumber() ? port.asInt() : scheme.equals("https") ? 443 : 80;
      ObjectNode origin = origins.putObject(name);
      origin
          .putArray("servers")
          .add("%s://%s.%s.svc.cluster.local:%d".formatted(scheme, service, namespace, number));
      if (protocol.startsWith("GRPC")) {
        origin.put("protocol", "http2");
      }
      if (!port.isNumber()) {
        draft.note("service " + name, "a port with a name", "check the port of the origin " + name);
      }
    }
    return name;
  }

  private void annotation(JsonNode ingress, List<String> names, String key, String value) {
    if (Set.of(
                "auth-tls-secret",
                "auth-tls-verify-client",
                "auth-tls-verify-depth",
                "auth-tls-pass-certificate-to-upstream",
                "ssl-redirect",
                "force-ssl-redirect",
                "backend-protocol",
                "use-regex",
                "rewrite-target")
            .contains(key)
        || WITHOUT_EFFECT.contains(key)) {
      if (key.equals("auth-tls-pass-certificate-to-upstream") && value.equals("true")) {
        draft.note(
            place(ingress),
            key,
            "the origin gets Client-Cert (RFC 9440) and Edgekeep-Client-Verdict in place of"
                + " ssl-client-cert and ssl-client-verify");
      }
      return;
    }
    String text = "%s: %s".formatted(key, value);
    if (RESTRICTION.matcher(key).matches()) {
      for (String name : names) {
        draft.guard(place(ingress), text, Draft.ofHost(name), "it restricts access; add a rule");
      }
    } else {
      draft.note(place(ingress), text, "there is no counterpart; see the settings of a host");
    }
  }

  private void finish() {
    ObjectNode root = draft.root();
    root.put("version", 1);
    ArrayNode listeners = root.putArray("listeners");
    listeners.addObject().put("address", "0.0.0.0:8443");
    listeners.addObject().put("address", "0.0.0.0:8080").put("plaintext", true);
    hosts
        .properties()
        .forEach(each -> {
          ObjectNode host = (ObjectNode) each.getValue();
          host.withObjectProperty("https").putIfAbsent("redirect", host.numberNode(308));
          if (!host.has("origin")) {
            origins.putObject("nowhere").putArray("servers").add("http://127.0.0.1:9");
            host.put("origin", "nowhere");
          }
        });
    if (!clientCas.isEmpty()) {
      root.set("clientCas", clientCas);
    }
    root.set("origins", origins);
    root.set("hosts", hosts);
    if (root.remove("rules") instanceof ArrayNode rules) {
      root.set("rules", rules);
    }
  }
}
