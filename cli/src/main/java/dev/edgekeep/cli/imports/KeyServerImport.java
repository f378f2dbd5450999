package dev.edgekeep.cli.imports;

import dev.edgekeep.cli.input.Documents;
import dev.edgekeep.config.document.Node;
import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Makes the configuration of a key server from {@code trpc_go.yaml} of EdgeOne's. */
final class KeyServerImport {
  private static final String MUTUAL = "keylessHTTPSMutual";
  private static final String LOCAL = "keylessHTTP";

  /** Settings of its framework that have no counterpart and no effect here. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "name",
          "namespace",
          "env_name",
          "app",
          "server",
          "network",
          "protocol",
          "timeout",
          "mutual_certs_path",
          "ip",
          "port",
          "tls_cert",
          "tls_key",
          "ca_cert",
          "private_key_path");

  private final Path file;
  private final Draft draft = new Draft();

  /** Each setting with its text, wherever it is. */
  private final Map<String, String> settings = new TreeMap<>();

  private final List<Node.Mapping> services = new ArrayList<>();

  private KeyServerImport(Path file) {
    this.file = file;
  }

  static Draft of(Path file) throws CommandFailure {
    KeyServerImport made = new KeyServerImport(file);
    made.collect(Documents.parse(file), "");
    made.convert();
    return made.draft;
  }

  private void collect(Node node, String section) {
    switch (node) {
      case Node.Mapping mapping -> {
        if (section.equals("service")) {
          services.add(mapping);
        }
        for (Node.Entry entry : mapping.entries()) {
          if (entry.value() instanceof Node.Scalar scalar) {
            settings.putIfAbsent(entry.key(), scalar.text());
            if (!section.equals("global") && !WITHOUT_EFFECT.contains(entry.key())) {
              draft.note(
                  "%s:%d".formatted(file.getFileName(), entry.line()),
                  "%s: %s".formatted(entry.key(), scalar.text()),
                  "there is no such setting; see the reference of the key server");
            }
          } else {
            collect(entry.value(), entry.key());
          }
        }
      }
      case Node.Sequence sequence -> sequence.items().forEach(item -> collect(item, section));
      case Node.Scalar _ -> {}
    }
  }

  private void convert() throws CommandFailure {
    Node.@Nullable Mapping mutual = service(MUTUAL);
    if (mutual == null) {
      throw CommandFailure.configuration(
          "%s: there is no service %s, which edges connect to".formatted(file, MUTUAL));
    }
    ObjectNode root = draft.root();
    root.put("version", 1);
    root.putObject("listen").put("address", address(mutual, "0.0.0.0", "2407"));
    Node.@Nullable Mapping local = service(LOCAL);
    root.putObject("admin")
        .put("address", "127.0.0.1:" + (local == null ? "2406" : text(local, "port", "2406")));
    ObjectNode identity = root.putObject("identity");
    identity.set("chain", Draft.file(path("tls_cert")));
    identity.set("key", Draft.file(path("tls_key")));
    root.set("trust", Draft.file(path("ca_cert")));
    root.putArray("keys").addObject().put("directory", path("private_key_path"));
  }

  private Node.@Nullable Mapping service(String name) {
    for (Node.Mapping each : services) {
      String whole = text(each, "name", "");
      if (whole.equals(name) || whole.endsWith("." + name)) {
        return each;
      }
    }
    return null;
  }

  private static String address(Node.Mapping service, String ip, String port) {
    return text(service, "ip", ip) + ":" + text(service, "port", port);
  }

  private static String text(Node.Mapping mapping, String key, String otherwise) {
    for (Node.Entry entry : mapping.entries()) {
      if (entry.key().equals(key) && entry.value() instanceof Node.Scalar scalar) {
        return scalar.text();
      }
    }
    return otherwise;
  }

  /** A file or folder; a setting that is missing is one that the user has to fill in. */
  private String path(String setting) {
    String path = settings.get(setting);
    if (path == null) {
      draft.note(
          String.valueOf(file.getFileName()), setting, "it is missing; replace the word MISSING");
      return "MISSING";
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    return folder == null ? path : folder.resolve(path).normalize().toString();
  }
}
