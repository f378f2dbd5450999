package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiAnswer;
import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Cells;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.cli.api.Screen;
import dev.edgekeep.daemon.command.CommandFailure;
import java.io.Console;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep apply}. */
@Command(
    name = "apply",
    description = {
      "Make the control plane match a file: key servers, certificates, sites with all that is"
          + " theirs.",
      "In between no host is more open than it was and than the file has it.",
      "Shows what differs, and asks; a second run changes nothing."
    })
public final class ApplyCommand extends ApiCommand {
  private static final Map<Character, String> ACTIONS =
      Map.of('+', "create", '~', "update", '-', "delete");

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      required = true,
      description = "What should be, as YAML or JSON; - is standard input.")
  private Path file = Path.of("");

  @Option(names = "--dry-run", description = "Only show what differs.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(
      names = "--prune",
      description =
          "Remove what the file does not name, kind by kind: a kind of which it says nothing stays."
              + " With sites, certificates or keyServers in it, those that it does not name go,"
              + " too.")
  private boolean prune;

  @Override
  public Integer call() throws Exception {
    WantedState wanted = WantedState.read(file);
    List<Step> steps = new ArrayList<>();
    with((api, _) -> steps.addAll(steps(api, wanted)));
    Screen screen = screen();
    if (steps.isEmpty()) {
      screen.say("nothing to change");
      show(screen, steps, 0);
      return 0;
    }
    if (screen.isForPeople()) {
      steps.forEach(step -> step.lines().forEach(line -> screen.raw(Cells.printable(line) + "\n")));
    }
    if (dryRun) {
      screen.say("%d to change; nothing was changed (--dry-run)".formatted(count(steps)));
      show(screen, steps, 0);
      return 0;
    }
    if (!yes && !isConfirmed(count(steps))) {
      throw CommandFailure.no("nothing was changed");
    }
    // Planned again: steps belong to the client that they were planned with.
    return with((api, on) -> {
      carryOut(steps(api, wanted), on);
      tellWarnings(api, wanted, on);
    });
  }

  private static int count(List<Step> steps) {
    return steps.stream().mapToInt(step -> step.lines().size()).sum();
  }

  /** For programs: every change, and how many were made. */
  private static void show(Screen screen, List<Step> steps, int changed) {
    if (screen.isForPeople()) {
      return;
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    ArrayNode changes = object.putArray("changes");
    for (Step step : steps) {
      for (String line : step.lines()) {
        changes
            .addObject()
            .put("action", ACTIONS.get(line.charAt(0)))
            .put("what", line.substring(2));
      }
    }
    screen.show(object.put("changed", changed));
  }

  /** The warnings about hosts as they are in the end; in between there may have been more. */
  private static void tellWarnings(ApiClient api, WantedState wanted, Screen screen)
      throws CommandFailure, InterruptedException {
    for (Map.Entry<String, JsonNode> site : wanted.sites().properties()) {
      if (site.getValue().has("hosts")
          || site.getValue().has("clientCa")
          || site.getValue().has("clientCas")) {
        for (JsonNode host : Pages.all(api, ApiPath.of("sites", site.getKey(), "hosts"))) {
          screen.warn(host);
        }
      }
    }
  }

  private List<Step> steps(ApiClient api, WantedState wanted)
      throws CommandFailure, InterruptedException {
    AccountPlan account = new AccountPlan(api);
    account.keyServers(wanted.keyServers());
    account.certificates(wanted.certificates());
    List<Step> steps = new ArrayList<>(account.steps());
    Set<String> sites =
        wanted.sites().isEmpty() && !(prune && wanted.names("sites"))
            ? Set.of()
            : Found.byName(api, ApiPath.of("sites")).keySet();
    for (Map.Entry<String, JsonNode> site : wanted.sites().properties()) {
      String name = site.getKey();
      SitePlan plan = new SitePlan(api, account, name, site.getValue(), sites.contains(name));
      steps.addAll(plan.steps(prune));
    }
    if (prune) {
      steps.addAll(new PrunePlan(api, account, wanted).steps(sites));
    }
    return steps;
  }

  private static void carryOut(List<Step> steps, Screen screen)
      throws CommandFailure, InterruptedException {
    int done = 0;
    for (Step step : steps) {
      try {
        ApiAnswer answer = step.action().run();
        if (answer != null) {
          Screen.requireDeployed(answer);
        }
      } catch (CommandFailure e) {
        screen.hint("%d of %d done; then, at %s:".formatted(done, count(steps), step));
        throw e;
      }
      done += step.lines().size();
    }
    screen.say("%d changed".formatted(done));
    show(screen, steps, done);
  }

  // Which of the two it is depends on the Java that runs this.
  @SuppressWarnings("SystemConsoleNull")
  private boolean isConfirmed(int changes) {
    @Nullable Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw usage("there is nobody to ask here: give --yes, or --dry-run to see only");
    }
    String answer = console.readLine("%d to change. Go on? [y/N] ", changes);
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }
}
