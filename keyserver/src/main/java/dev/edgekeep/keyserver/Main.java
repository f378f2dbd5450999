package dev.edgekeep.keyserver;

import dev.edgekeep.daemon.command.Failures;
import dev.edgekeep.daemon.command.PrintableWriter;
import dev.edgekeep.daemon.command.Version;
import dev.edgekeep.keyserver.check.CheckCommand;
import dev.edgekeep.keyserver.command.KeyServerCommand;
import dev.edgekeep.keyserver.training.TrainCommand;
import java.util.Locale;
import picocli.CommandLine;

/** The key server as a separate program. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // messages are English, and so are their numbers
    System.exit(
        commandLine()
            .setOut(PrintableWriter.to(System.out))
            .setErr(PrintableWriter.to(System.err))
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
            .execute(args));
  }

  static CommandLine commandLine() {
    CommandLine root = new CommandLine(new KeyServerCommand()).setCommandName("edgekeep-keyserver");
    root.getCommandSpec().versionProvider(new Version());
    root.addSubcommand(new CheckCommand()).addSubcommand(new TrainCommand());
    withHelp(root);
    root.getSubcommands().values().forEach(Main::withHelp);
    return root.setParameterExceptionHandler(Failures::wrongUsage)
        .setExecutionExceptionHandler(Failures::failed);
  }

  private static void withHelp(CommandLine command) {
    command.getCommandSpec().mixinStandardHelpOptions(true);
  }
}
