package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.input.InputFile;
import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** The options for a key server that edges use, and for their identity towards it. */
final class KeyServerSettings {
  @Option(
      names = "--address",
      paramLabel = "HOST:PORT",
      description = "The address of the key server; repeatable.")
  private List<String> addresses = new ArrayList<>();

  @Option(names = "--at", hidden = true, description = "The old name of --address.")
  private List<String> oldAddresses = new ArrayList<>();

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "The certificate with its intermediates, PEM, that edges present to it.")
  private @Nullable Path certificate;

  @Option(names = "--key", paramLabel = "FILE", description = "The private key of --cert, PEM.")
  private @Nullable Path key;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "The CA certificates, PEM, that its certificate is verified against.")
  private @Nullable Path trust;

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      description = "The name that its certificate must be for; default: the host of --address.")
  private @Nullable String serverName;

  /**
   * The request body; null: the options are not complete.
   *
   * @param warnings receives a sentence about each part of the key file that is ignored
   */
  @Nullable ObjectNode body(Consumer<String> warnings) throws CommandFailure {
    addresses.addAll(oldAddresses);
    if (addresses.isEmpty() || certificate == null || key == null) {
      return null;
    }
    ObjectNode settings = Json.object();
    settings.set("addresses", Json.array(addresses));
    settings
        .putObject("identity")
        .put("chain", InputFile.certificates(certificate))
        .put("key", InputFile.pem(key, warnings));
    Json.put(settings, "trust", trust == null ? null : InputFile.certificates(trust));
    Json.put(settings, "serverName", serverName);
    return settings;
  }
}
