package dev.edgekeep.cli.manage;

import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** What client certificate is wanted, and where it goes. */
final class IssueOptions {
  private static final String DEFAULT_KEY = "p256";

  @Option(names = "--csr", paramLabel = "FILE", description = "A certificate request, PEM.")
  private @Nullable Path csr;

  @Option(
      names = "--key-type",
      paramLabel = "TYPE",
      description = "rsa2048, rsa4096, p256, p384, ed25519; " + DEFAULT_KEY + " if not given.")
  private @Nullable String keyType;

  @Option(names = "--subject", paramLabel = "DN", description = "As CN=Alice,O=Example.")
  private @Nullable String subject;

  @Option(
      names = "--san",
      paramLabel = "NAME",
      description =
          "As DNS:a.example, email:a@example.com, URI:spiffe://a/b, IP:10.0.0.1; may be given again.")
  private @Nullable List<String> names;

  @Option(names = "--days", paramLabel = "N", description = "How long; 365 if not given.")
  private @Nullable Integer days;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write client.pem, the chain, client.key and the CA, ca.pem, into this folder.")
  private @Nullable Path out;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "Write the certificate and its chain here.")
  private @Nullable Path certificate;

  @Option(names = "--key", paramLabel = "FILE", description = "Write the private key here.")
  private @Nullable Path key;

  @Option(names = "--print-key", description = "Show the private key.")
  private boolean printKey;

  /** What is wrong with how they are combined; null: nothing. */
  @Nullable String problem() {
    if (csr != null && (keyType != null || key != null || printKey || subject != null)) {
      return "with --csr there is no key to be made, and the subject is that of the request";
    }
    if (out != null && (certificate != null || key != null)) {
      return "give --out, or --cert and --key";
    }
    if (csr == null && out == null && key == null && !printKey) {
      return "where does the private key go? --out DIR, --key FILE --cert FILE, or --print-key";
    }
    return null;
  }

  ObjectNode body() throws CommandFailure {
    ObjectNode body = Json.object();
    if (csr != null) {
      body.put("csr", Documents.text(csr));
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

  /** Null where no key is made, or it goes to no file. */
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
