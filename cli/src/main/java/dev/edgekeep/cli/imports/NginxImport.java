package dev.edgekeep.cli.imports;

import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the configuration of an edge from one of nginx. */
final class NginxImport {
  /** Directives that have no counterpart and change nothing about who is served what. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "user",
          "worker_processes",
          "worker_rlimit_nofile",
          "pid",
          "daemon",
          "master_process",
          "events",
          "load_module",
          "access_log",
          "error_log",
          "log_format",
          "sendfile",
          "tcp_nopush",
          "tcp_nodelay",
          "keepalive_timeout",
          "keepalive_requests",
          "types",
          "types_hash_max_size",
          "default_type",
          "server_tokens",
          "server_names_hash_bucket_size",
          "server_names_hash_max_size",
          "charset",
          "include",
          "root",
          "index",
          "http2",
          "ssl_session_cache",
          "ssl_session_timeout",
          "ssl_session_tickets",
          "ssl_dhparam",
          "ssl_prefer_server_ciphers",
          "ssl_ecdh_curve",
          "ssl_buffer_size",
          "ssl_stapling",
          "ssl_stapling_verify",
          "resolver",
          "resolver_timeout",
          "proxy_http_version",
          "proxy_buffering",
          "proxy_buffers",
          "proxy_buffer_size",
          "proxy_busy_buffers_size",
          "proxy_request_buffering",
          "client_body_buffer_size",
          "large_client_header_buffers",
          "client_header_buffer_size",
          "reset_timedout_connection",
          "gzip",
          "gzip_types",
          "gzip_vary",
          "gzip_proxied",
          "gzip_comp_level",
          "gzip_min_length",
          "gzip_disable",
          "client_body_temp_path",
          "proxy_temp_path",
          "fastcgi_temp_path",
          "uwsgi_temp_path",
          "scgi_temp_path",
          "ssl_verify_depth",
          "etag",
          "proxy_headers_hash_max_size",
          "proxy_redirect");

  private static final Set<String> TOP = Set.of("http", "server", "upstream");

  private final Path file;
  private final Draft draft = new Draft();
  private final NginxOrigins origins;
  private final NginxClientCas clientCas;

  private NginxImport(Path file) {
    this.file = file;
    this.origins = new NginxOrigins(draft);
    this.clientCas = new NginxClientCas(file, draft);
  }

  static boolean isWithoutEffect(String directive) {
    return WITHOUT_EFFECT.contains(directive);
  }

  static Draft of(Path file) throws CommandFailure {
    NginxImport made = new NginxImport(file);
    List<Directive> all = NginxFiles.read(file);
    List<Directive> http = new ArrayList<>();
    for (Directive each : all) {
      if (each.name().equals("http")) {
        http.addAll(each.children());
      } else if (TOP.contains(each.name())) {
        http.add(each);
      } else if (!isWithoutEffect(each.name())) {
        made.draft.note(each, "there is no counterpart");
      }
    }
    made.convert(http);
    return made.draft;
  }

  private void convert(List<Directive> http) throws CommandFailure {
    List<NginxServer> servers = new ArrayList<>();
    List<Directive> shared = new ArrayList<>();
    for (Directive each : http) {
      switch (each.name()) {
        case "upstream" -> origins.upstream(each);
        case "server" ->
            servers.add(null == each.block() ? emptyServer(each) : new NginxServer(each));
        default -> shared.add(each);
      }
    }
    if (servers.isEmpty()) {
      throw CommandFailure.configuration(file + ": there is no server block");
    }
    ObjectNode root = draft.root();
    root.put("version", 1);
    listeners(servers, root.putArray("listeners"));
    ObjectNode hosts = Draft.object();
    NginxHosts made = new NginxHosts(file, draft, origins, clientCas, shared, hosts);
    for (NginxServer server : servers) {
      if (server.isTls()) {
        made.add(server);
      }
    }
    for (NginxServer server : servers) {
      if (!server.isTls()) {
        made.addPlaintext(server);
      }
    }
    made.protectFromPlaintext(servers.stream().anyMatch(each -> !each.plaintext().isEmpty()));
    clientCas.writeTo(root);
    origins.writeTo(root);
    root.set("hosts", hosts);
    if (root.remove("rules") instanceof ArrayNode rules) {
      root.set("rules", rules); // last, as in the guides
    }
    made.notePassedOver(shared);
  }

  private static NginxServer emptyServer(Directive each) throws CommandFailure {
    throw CommandFailure.configuration(
        "%s:%d: server has no block".formatted(each.file(), each.line()));
  }

  private void listeners(List<NginxServer> servers, ArrayNode listeners) {
    Map<String, Boolean> addresses = new LinkedHashMap<>();
    Map<String, String> defaults = new LinkedHashMap<>();
    for (NginxServer server : servers) {
      server.tls().forEach(each -> addresses.put(each, false));
      server.plaintext().forEach(each -> addresses.putIfAbsent(each, true));
      for (String each : server.defaultAt()) {
        server.names().stream().findFirst().ifPresent(name -> defaults.putIfAbsent(each, name));
      }
    }
    addresses.forEach((address, plaintext) -> {
      ObjectNode listener = listeners.addObject().put("address", address);
      String host = defaults.get(address);
      if (plaintext) {
        listener.put("plaintext", true);
      } else if (host != null) {
        listener.put("defaultHost", host);
      }
    });
  }
}
