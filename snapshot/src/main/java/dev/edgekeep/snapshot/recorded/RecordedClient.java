package dev.edgekeep.snapshot.recorded;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client of a recorded request: {@code clientCertificate: client.pem}, or {@code {file:
 * client.pem, verdict: revoked, ca: partners}}; with {@code pem} in the place of {@code file} the
 * certificate itself. It is believed, not verified.
 */
final class RecordedClient {
  private static final String PEM = "-----BEGIN ";

  private final @Nullable Path folder;
  private final Map<Field, Object> fields;

  /**
   * @param folder what files are relative to; null: none may be named
   */
  RecordedClient(@Nullable Path folder, Map<Field, Object> fields) {
    this.folder = folder;
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
    Value pem = section.get("pem");
    Value given = pem == null ? section.require("file", "give the certificate") : pem;
    Verdict verdict = section.choice("verdict", verdicts(), Verdict.VERIFIED);
    Value ca = section.get("ca");
    section.end();
    if (given != null) {
      take(given, verdict, ca == null ? null : ca.text());
    }
  }

  private static Map<String, Verdict> verdicts() {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    for (Verdict verdict : Verdict.values()) {
      verdicts.put(verdict.label(), verdict);
    }
    return verdicts;
  }

  private void take(Value given, Verdict verdict, @Nullable String ca) {
    List<Certificate> chain = certificates(given);
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

  private List<Certificate> certificates(Value given) {
    String text = given.text();
    if (text == null) {
      return List.of();
    }
    if (folder == null && !text.contains(PEM)) {
      given.error("no files are read here; give the certificate itself, as PEM");
      return List.of();
    }
    try {
      return PemFiles.certificates(
          folder == null || text.contains(PEM)
              ? text.getBytes(StandardCharsets.UTF_8)
              : Files.readAllBytes(folder.resolve(text)));
    } catch (IOException | CertificateFormatException | InvalidPathException e) {
      given.error("no certificate can be read of this: " + e.getMessage());
      return List.of();
    }
  }
}
