package dev.edgekeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.daemon.command.Failures;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine edgekeep =
      Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @Test
  void anUnknownCommandIsWrongUsageWithASuggestion() {
    assertThat(edgekeep.execute("vresion")).isEqualTo(2);
    assertThat(err.toString()).contains("edgekeep: ", "'vresion'", "version");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void anUnknownOptionIsWrongUsageAndPointsToHelp() {
    assertThat(edgekeep.execute("version", "--al")).isEqualTo(2);
    assertThat(err.toString()).contains("'--al'", "Try 'edgekeep version --help'.");
  }

  @Test
  void noCommandIsWrongUsageWithTheListOfCommands() {
    assertThat(edgekeep.execute()).isEqualTo(2);
    assertThat(err.toString()).contains("which command?", "Usage: edgekeep", "completion");
  }

  @ParameterizedTest
  @CsvSource({"version", "--version", "-V"})
  void theVersionIsOneLine(String argument) {
    assertThat(edgekeep.execute(argument)).isZero();
    assertThat(out.toString()).matches("edgekeep \\S+ \\(Java 2\\d[^\n]*\\)\n");
  }

  @Test
  void aCommandIsTheSameAloneAndAmongOthers() {
    for (String name : edgekeep.getSubcommands().keySet()) {
      assertThat(usage(Main.commandLine(name), name)).isEqualTo(usage(edgekeep, name));
    }
    assertThat(Main.commandLine("edge").getSubcommands()).containsOnlyKeys("edge");
  }

  @Test
  void everyCommandHasHelp() {
    for (String name : edgekeep.getSubcommands().keySet()) {
      assertThat(edgekeep.execute(name, "--help")).as(name).isZero();
      assertThat(out.toString()).contains("Usage: edgekeep " + name);
    }
  }

  @Test
  void subcommandsHaveHelp() {
    assertThat(edgekeep.execute("keyserver", "check", "--help")).isZero();
    assertThat(out.toString()).contains("Usage: edgekeep keyserver check", "--key-server=NAME");
    assertThat(Main.commandLine("keyserver").execute("keyserver", "check", "--help")).isZero();
  }

  @Test
  void completionNamesTheCommands() {
    assertThat(edgekeep.execute("completion")).isZero();
    assertThat(out.toString()).contains("edgekeep", "version", "completion");
  }

  @Test
  void aFailureIsASentenceAndAnExitStatus() {
    assertThat(failing(CommandFailure.configuration("edge.yaml: wrong"))).isEqualTo(2);
    assertThat(failing(CommandFailure.outside("port 1 is in use"))).isEqualTo(3);
    assertThat(failing(new NoSuchFileException("/x/edge.yaml"))).isEqualTo(3);
    assertThat(failing(new IllegalStateException("a bug"))).isEqualTo(3);
    assertThat(err.toString())
        .contains(
            "edgekeep: edge.yaml: wrong\n",
            "edgekeep: port 1 is in use\n",
            "edgekeep: /x/edge.yaml: no such file\n",
            "edgekeep: this should not happen: java.lang.IllegalStateException: a bug")
        .doesNotContain("\tat ");
  }

  private int failing(Exception failure) {
    return new CommandLine(new Failing(failure))
        .setErr(new PrintWriter(err))
        .setExecutionExceptionHandler(Failures::failed)
        .execute();
  }

  @Command(name = "failing")
  private record Failing(Exception failure) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      throw failure;
    }
  }

  private static String usage(CommandLine root, String command) {
    return Objects.requireNonNull(root.getSubcommands().get(command)).getUsageMessage();
  }
}
