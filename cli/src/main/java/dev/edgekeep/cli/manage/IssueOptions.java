package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.input.InputFile;
import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** The options for a new client certificate and the files to write it to. */
final class IssueOptions {
  private static final String DEFAULT_KEY = "p256";

  @Option(
      names = "--csr",
      paramLabel = "FILE",
      description = "A certificate signing request (CSR), PEM.")
  private @Nullable Path csr;

  @Option(
      names = "--key-type",
      paramLabel = "TYPE",
      description = "rsa2048, rsa4096, p256, p384 or ed25519; default: " + DEFAULT_KEY + ".")
  private @Nullable String keyType;

  @Option(
      names = "--subject",
      paramLabel = "DN",
      description = "The subject, such as CN=Alice,O=Example.")
  private @Nullable String subject;

  @Option(
      names = "--san",
      paramLabel = "NAME",
      description =
          "A subject alternative name, such as DNS:a.example, email:a@example.com,"
              + " URI:spiffe://a/b or IP:10.0.0.1; repeatable.")
  private @Nullable List<String> names;

  @Option(names = "--days", paramLabel = "N", description = "The validity in days; default: 365.")
  private @Nullable Integer days;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Write client.pem (certificate and chain), client.key and ca.pem to this directory.")
  private @Nullable Path out;

  @Option(
      names = "--out-cert",
      paramLabel = "FILE",
      description = "Write the certificate and its chain to this file.")
  private @Nullable Path certificate;

  @Option(names = "--cert", hidden = true, description = "The old name of --out-cert.")
  private @Nullable Path oldCertificate;

  @Option(
      names = "--out-key",
      paramLabel = "FILE",
      description = "Write the private key to this file.")
  private @Nullable Path key;

  @Option(names = "--key", hidden = true, description = "The old name of --out-key.")
  private @Nullable Path oldKey;

  @Option(names = "--print-key", description = "Print the private key.")
  private boolean printKey;

  /** The reason why these options cannot be combined; null: they can. */
  @Nullable String problem() {
    takeOldNames();
    if (csr != null && (keyType != null || key != null || printKey || subject != null)) {
      return "--csr cannot be used with --key-type, --out-key, --print-key or --subject: the"
                 + " request has the key and the subject";
    }
    if (out != null && (certificate != null || key != null)) {
      return "use either --out, or --out-cert and --out-key";
    }
    if (csr == null && out == null && key == null && !printKey) {
      return "no place for the private key; use --out DIR, --out-key FILE, or --print-key";
    }
    return null;
  }

  private void takeOldNames() {
    certificate = certificate != null ? certificate : oldCertificate;
    key = key != null ? key : oldKey;
  }

  /**
   * The request body.
   *
   * @param warnings receives a sentence about each ignored part of the signing request
   */
  ObjectNode body(Consumer<String> warnings) throws CommandFailure {
    ObjectNode body = Json.object();
    if (csr != null) {
      body.put("csr", InputFile.pem(csr, warnings));
    } else {
      body.put("keyType", keyType == null ? DEFAULT_KEY : keyType);
    }
    Json.put(body, "subject", subject);
    if (names != null) {
      body.set("subjectAltNames", Json.array(names));
    }
    Json.put(body, "validityDays", days);
    return body;
  }

  boolean printsKey() {
    return printKey;
  }

  /** Null: no key is created, or it is not written to a file. */
  @Nullable Path keyFile() {
    if (csr != null) {
      return null;
    }
    return out == null ? key : out.resolve("client.key");
  }

  @Nullable Path certificateFile() {
    return out == null ? certificate : out.resolve("client.pem");
  }

  @Nullable Path caFile() {
    return out == null ? null : out.resolve("ca.pem");
  }
}
