package dev.edgekeep.cli.manage;

import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** The files of a custom CA. */
final class CaFiles {
  @Option(
      names = "--file",
      paramLabel = "FILE",
      required = true,
      description = "The root, with intermediates where needed, PEM.")
  private Path file = Path.of("");

  @Option(names = "--crl", paramLabel = "FILE", description = "What it has revoked, PEM.")
  private @Nullable Path crl;

  /**
   * What they say, as the API takes it.
   *
   * @throws CommandFailure when one cannot be read
   */
  ObjectNode read() throws CommandFailure {
    ObjectNode body = Json.object().put("certificates", Documents.certificates(file));
    Json.put(body, "crl", crl == null ? null : Documents.certificates(crl));
    return body;
  }
}
