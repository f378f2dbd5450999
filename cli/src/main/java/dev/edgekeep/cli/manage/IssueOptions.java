package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.input.InputFile;
import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
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

  @Option(
      names = "--p12",
      paramLabel = "FILE",
      description =
          "Write certificate, chain and private key to this PKCS#12 file, for browsers and"
              + " devices; needs --password-file.")
  private @Nullable Path pkcs12;

  @Option(
      names = "--mobileconfig",
      paramLabel = "FILE",
      description =
          "Write a configuration profile for Apple's devices to this file; needs --password-file.")
  private @Nullable Path profile;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "A file whose first line is the password of --p12 and --mobileconfig; devices ask for"
              + " it.")
  private @Nullable Path passwordFile;

  @Option(names = "--print-key", description = "Print the private key.")
  private boolean printKey;

  /** The reason why these options cannot be combined; null: they can. */
  @Nullable String problem() {
    takeOldNames();
    if (csr != null && (keyType != null || key != null || printKey || subject != null)) {
      return "--csr cannot be used with --key-type, --out-key, --print-key or --subject: the"
          + " request has the key and the subject";
    }
    boolean isForDevice = pkcs12 != null || profile != null;
    if (csr != null && isForDevice) {
      return "--csr cannot be used with --p12 or --mobileconfig: the private key is not here";
    }
    if (isForDevice != (passwordFile != null)) {
      return "--p12 and --mobileconfig need --password-file FILE, and nothing else does";
    }
    if (out != null && (certificate != null || key != null)) {
      return "use either --out, or --out-cert and --out-key";
    }
    if (csr == null && out == null && key == null && !isForDevice && !printKey) {
      return "no place for the private key; use --out DIR, --out-key FILE, --p12 FILE, or"
          + " --print-key";
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

  @Nullable Path pkcs12File() {
    return pkcs12;
  }

  @Nullable Path profileFile() {
    return profile;
  }

  /**
   * The password of the files for devices; empty: there are none.
   *
   * @throws CommandFailure when the file cannot be read, or its first line is empty
   */
  char[] password() throws CommandFailure {
    if (passwordFile == null) {
      return new char[0];
    }
    String line;
    try (Stream<String> lines = Files.lines(passwordFile)) {
      line = lines.findFirst().orElse("");
    } catch (IOException | UncheckedIOException e) {
      throw CommandFailure.configuration(
          "%s cannot be read: %s".formatted(passwordFile, e.getMessage()));
    }
    if (line.isEmpty()) {
      throw CommandFailure.configuration(
          passwordFile + " has no password: its first line is empty");
    }
    return line.toCharArray();
  }
}
