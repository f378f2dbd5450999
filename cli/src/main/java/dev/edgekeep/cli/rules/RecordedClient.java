package dev.edgekeep.cli.rules;

import dev.edgekeep.config.document.Node;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.rules.request.ClientFacts;
import dev.edgekeep.rules.request.ClientFields;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.Type;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.path.Verdict;
import dev.edgekeep.x509.pem.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client of a recorded request: {@code clientCertificate: client.pem}, or {@code {file:
 * client.pem, verdict: revoked, ca: partners}}. Its certificate is believed, not verified.
 */
final class RecordedClient {
  private final Path request;
  private final Map<Field, Object> fields;

  RecordedClient(Path request, Map<Field, Object> fields) {
    this.request = request;
    this.fields = fields;
  }

  void read(@Nullable Value value) {
    if (value == null || value.isNothing()) {
      return;
    }
    if (value.node() instanceof Node.Scalar) {
      take(value, Verdict.VERIFIED, null);
      return;
    }
    Section section = value.section();
    if (section == null) {
      return;
    }
    Value file = section.require("file", "give the certificate, as client.pem");
    Verdict verdict = section.choice("verdict", verdicts(), Verdict.VERIFIED);
    Value ca = section.get("ca");
    section.end();
    if (file != null) {
      take(file, verdict, ca == null ? null : ca.text());
    }
  }

  private static Map<String, Verdict> verdicts() {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    for (Verdict verdict : Verdict.values()) {
      verdicts.put(verdict.label(), verdict);
    }
    return verdicts;
  }

  private void take(Value file, Verdict verdict, @Nullable String ca) {
    List<Certificate> chain = certificates(file);
    ClientFacts client = new ClientFacts(verdict, chain, List.of(), ca);
    for (Field field : Field.values()) {
      if (field.label().startsWith("tls_client_auth.")) {
        Object value =
            switch (field.type()) {
              case Type.Scalar.BOOLEAN -> ClientFields.truth(client, field);
              case Type.Scalar _ -> ClientFields.text(client, field);
              default -> ClientFields.list(client, field);
            };
        if (value != null) {
          fields.put(field, value);
        }
      }
    }
  }

  private List<Certificate> certificates(Value file) {
    String name = file.text();
    if (name == null) {
      return List.of();
    }
    Path path = request.toAbsolutePath().resolveSibling(name);
    try {
      return PemFiles.certificates(Files.readAllBytes(path));
    } catch (IOException | CertificateFormatException e) {
      file.error("no certificate can be read of this file: " + e.getMessage());
      return List.of();
    }
  }
}
