package dev.edgekeep.cli.imports;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The client CAs that {@code ssl_client_certificate} and {@code ssl_crl} name. */
final class NginxClientCas {
  private final Path file;
  private final Draft draft;
  private final Map<String, String> names = new LinkedHashMap<>();
  private final ObjectNode clientCas = Draft.object();

  NginxClientCas(Path file, Draft draft) {
    this.file = file;
    this.draft = draft;
  }

  /** The name of the client CA of these files. */
  String of(Directive certificates, @Nullable Directive revoked) {
    String lists = revoked == null ? "" : revoked.argument();
    return names.computeIfAbsent(
        certificates.argument() + "\n" + lists,
        _ -> {
          String name = "clients" + (names.isEmpty() ? "" : "-" + (names.size() + 1));
          ObjectNode ca = clientCas.putObject(name);
          ca.set("certificates", Draft.file(NginxFiles.absolute(file, certificates.argument())));
          if (revoked != null) {
            ca.set("revoked", Draft.file(NginxFiles.absolute(file, lists)));
          }
          return name;
        });
  }

  /** Notes certificates that count as issuers, and are in a file of their own. */
  void trusted(Directive directive) {
    draft.note(directive, "add its certificates to the file of the client CA if clients need them");
  }

  void writeTo(ObjectNode root) {
    if (!clientCas.isEmpty()) {
      root.set("clientCas", clientCas);
    }
  }
}
