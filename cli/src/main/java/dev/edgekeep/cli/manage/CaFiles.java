package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.input.InputFile;
import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** The options for the files of a custom CA. */
final class CaFiles {
  @Option(
      names = "--file",
      paramLabel = "FILE",
      required = true,
      description = "The root certificate and, if needed, intermediates, PEM.")
  private Path file = Path.of("");

  @Option(names = "--crl", paramLabel = "FILE", description = "The revocation list of the CA, PEM.")
  private @Nullable Path crl;

  /** The request body with their content. */
  ObjectNode read() throws CommandFailure {
    ObjectNode body = Json.object().put("certificates", InputFile.certificates(file));
    Json.put(body, "crl", crl == null ? null : InputFile.certificates(crl));
    return body;
  }
}
