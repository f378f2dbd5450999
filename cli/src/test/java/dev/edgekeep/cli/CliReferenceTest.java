package dev.edgekeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The page about the command line names every command over the API, and no other. */
class CliReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "cli.md");
  private static final Pattern NAMED =
      Pattern.compile("`edgekeep ([a-z][a-z-]*(?: [a-z][a-z-]*)?)");

  /** Made once: there are many. */
  private static final CommandLine EDGEKEEP = Main.commandLine();

  /** Commands with pages of their own. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "up",
          "edge",
          "control",
          "keyserver",
          "verify",
          "inspect",
          "import",
          "rules",
          "version",
          "train",
          "train-commands",
          "completion");

  @Test
  void everyCommandIsThere() throws IOException {
    assertThat(named()).containsAll(commands());
  }

  @Test
  void noOtherCommandIsThere() throws IOException {
    List<String> all = new ArrayList<>(commands());
    all.addAll(ELSEWHERE);
    assertThat(named()).allSatisfy(name -> assertThat(all).contains(name));
  }

  private static Set<String> named() throws IOException {
    Set<String> named = new TreeSet<>();
    NAMED.matcher(Files.readString(PAGE)).results().forEach(match -> named.add(match.group(1)));
    return named;
  }

  private static List<String> commands() {
    List<String> commands = new ArrayList<>();
    Main.commandLine()
        .getSubcommands()
        .forEach((name, command) -> {
          if (!ELSEWHERE.contains(name)) {
            Set<String> own = command.getSubcommands().keySet();
            commands.addAll(
                own.isEmpty()
                    ? List.of(name)
                    : own.stream().map(each -> name + " " + each).toList());
          }
        });
    return commands;
  }

  @Test
  void everyCommandOverTheApiTakesTheOptionsOfTheConnection() {
    for (String command : commands()) {
      CommandLine line = EDGEKEEP;
      for (String part : command.split(" ", -1)) {
        line = Objects.requireNonNull(line.getSubcommands().get(part));
      }
      assertThat(line.getCommandSpec().optionsMap().keySet())
          .as(command)
          .contains("--server", "--token-file", "--ca", "--output", "--no-wait");
    }
  }
}
