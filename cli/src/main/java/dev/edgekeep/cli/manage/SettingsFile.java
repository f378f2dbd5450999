package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.input.Documents;
import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The option for a file with all settings of a record. */
final class SettingsFile {
  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "All settings as the API accepts them, YAML or JSON; - for standard input.")
  private @Nullable Path file;

  boolean isGiven() {
    return file != null;
  }

  /** The settings; null when no file was given. */
  @Nullable JsonNode read() throws CommandFailure {
    return file == null ? null : Documents.read(file);
  }
}
