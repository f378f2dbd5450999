package dev.edgekeep.cli.demo;

import dev.edgekeep.cli.manage.ClientCertCommand;
import dev.edgekeep.cli.manage.HostCommand;
import dev.edgekeep.cli.manage.SiteCommand;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs commands against a control plane, in every output format. */
final class TrainingCommands {
  private static final List<String> FORMS = List.of("table", "json", "yaml");

  private final List<String> connection;

  TrainingCommands(String server, Path tokenFile) {
    this.connection = List.of("--server", server, "--token-file", tokenFile.toString());
  }

  /** Lists records; takes about a second. */
  void run() {
    for (String form : FORMS) {
      ask(new SiteCommand(), "list", "-o", form);
      ask(new HostCommand(), "list", "--site", "localhost", "-o", form);
      ask(new ClientCertCommand(), "list", "-o", form);
    }
  }

  private void ask(Object command, String... arguments) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    int status =
        new CommandLine(command)
            .setOut(nowhere)
            .execute(
                Stream.concat(Stream.of(arguments), connection.stream()).toArray(String[]::new));
    if (status != 0) {
      throw new IllegalStateException(
          "training expected 0 of %s, got %d".formatted(String.join(" ", arguments), status));
    }
  }
}
