package dev.edgekeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option means one thing in every command: the table of meanings in the reference has each
 * option that several commands have, with its value and the phrase that its descriptions contain.
 */
class VocabularyTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "cli.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(--[a-z-]+)(?: ([^`]+))?` \\| ([^|]+?) \\|");
  private static final Pattern OLD = Pattern.compile("The old name of (--[a-z-]+)\\.");

  /** Commands that are called by the build only. */
  private static final Set<String> INTERNAL = Set.of("train", "train-commands");

  private static final CommandLine EDGEKEEP = Main.commandLine();

  /**
   * @param value the label of its value; empty: it has none
   * @param phrase a part of each description, in lower case
   */
  private record Meaning(String value, String phrase) {}

  @Test
  void everyOptionOfSeveralCommandsIsInTheTable() throws IOException {
    Map<String, Set<String>> users = new TreeMap<>();
    eachOption((command, option) ->
        users.computeIfAbsent(option.longestName(), _ -> new TreeSet<>()).add(command));
    Set<String> shared =
        users.entrySet().stream()
            .filter(each -> each.getValue().size() > 1)
            .map(Map.Entry::getKey)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(meanings().keySet()).containsAll(shared);
  }

  @Test
  void everyOptionMeansWhatTheTableSays() throws IOException {
    Map<String, Meaning> meanings = meanings();
    List<String> wrong = new ArrayList<>();
    eachOption((command, option) -> {
      Meaning meaning = meanings.get(option.longestName());
      if (meaning == null) {
        return; // one command only, by the test above
      }
      String description = String.join(" ", option.description()).toLowerCase(Locale.ROOT);
      String value = option.arity().max() == 0 ? "" : option.paramLabel();
      if (!description.contains(meaning.phrase())
          || !List.of(meaning.value().split(" or ", -1)).contains(value)) {
        wrong.add("%s %s %s: %s".formatted(command, option.longestName(), value, description));
      }
    });
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyOldNameNamesAnOptionOfItsCommand() {
    List<String> wrong = new ArrayList<>();
    int[] old = new int[1];
    walk(
        EDGEKEEP,
        "",
        (command, spec) -> {
          for (OptionSpec option : spec.options()) {
            var named = OLD.matcher(String.join(" ", option.description()));
            if (named.matches()) {
              old[0]++;
              OptionSpec current = spec.findOption(named.group(1));
              if (!option.hidden() || current == null || current.hidden()) {
                wrong.add(command + " " + option.longestName());
              }
            }
          }
        });
    assertThat(wrong).isEmpty();
    assertThat(old[0]).isGreaterThanOrEqualTo(8);
  }

  @Test
  void everyCommandThatAnswersProgramsTakesJson() {
    for (String command : List.of("verify", "inspect", "apply", "keyserver check", "host list")) {
      CommandLine line = EDGEKEEP;
      for (String part : command.split(" ", -1)) {
        line = Objects.requireNonNull(line.getSubcommands().get(part));
      }
      assertThat(line.getCommandSpec().optionsMap().keySet())
          .as(command)
          .contains("-o", "--output", "--json");
    }
  }

  private static Map<String, Meaning> meanings() throws IOException {
    Map<String, Meaning> meanings = new TreeMap<>();
    ROW.matcher(Files.readString(PAGE))
        .results()
        .forEach(row ->
            meanings.put(
                row.group(1),
                new Meaning(
                    row.group(2) == null ? "" : row.group(2).replace("\\|", "|"),
                    row.group(3).replaceAll("\\*\\*", "").strip().toLowerCase(Locale.ROOT))));
    return meanings;
  }

  /** Every option that help shows, except those of picocli. */
  private static void eachOption(BiConsumer<String, OptionSpec> consumer) {
    walk(
        EDGEKEEP,
        "",
        (command, spec) ->
            spec.options().stream()
                .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
                .filter(option -> !option.inherited())
                .forEach(option -> consumer.accept(command, option)));
  }

  private static void walk(
      CommandLine line, String name, BiConsumer<String, CommandSpec> consumer) {
    consumer.accept(name.strip(), line.getCommandSpec());
    line.getSubcommands()
        .forEach((each, command) -> {
          if (!INTERNAL.contains(each)) {
            walk(command, name + " " + each, consumer);
          }
        });
  }
}
