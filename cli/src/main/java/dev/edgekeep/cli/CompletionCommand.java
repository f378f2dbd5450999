package dev.edgekeep.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code edgekeep completion}. */
@Command(
    name = "completion",
    description =
        "Print a completion script for bash and zsh; load it with: source <(edgekeep completion)")
final class CompletionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandLine root = spec.root().commandLine();
    spec.commandLine().getOut().print(AutoComplete.bash("edgekeep", root));
    spec.commandLine().getOut().flush();
  }
}
