package dev.edgekeep.cli.rules;

import dev.edgekeep.config.document.DocumentException;
import dev.edgekeep.config.document.DocumentText;
import dev.edgekeep.config.value.DocumentPath;
import dev.edgekeep.config.value.Problem;
import dev.edgekeep.config.value.Problems;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.snapshot.recorded.RequestReader;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Reads a recorded request from a file; file names in it are relative to its folder. */
final class RequestFile {
  private RequestFile() {}

  static RequestView read(Path file) throws CommandFailure {
    Problems problems = new Problems(String.valueOf(file.getFileName()));
    try {
      Value document = new Value(DocumentText.of(file).parse(), DocumentPath.ROOT, problems);
      RequestView request = RequestReader.read(document, file.toAbsolutePath().getParent());
      if (problems.hasErrors()) {
        throw CommandFailure.configuration(
            problems.errors().stream().map(Problem::toString).collect(Collectors.joining("\n")));
      }
      return request;
    } catch (DocumentException e) {
      throw CommandFailure.configuration(file + ": " + e.getMessage());
    }
  }
}
