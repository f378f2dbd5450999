package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Cells;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.cli.api.Screen;
import dev.edgekeep.daemon.command.CommandFailure;
import java.io.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
      "Make the control plane match a file: key servers, certificates, and sites with everything"
          + " in them.",
      "Shows the changes and asks before it makes them. If the control plane changes in the"
          + " meantime, it stops. A second run changes nothing.",
      "While it runs, no host is more open than it was before or than it is in the file."
    })
public final class ApplyCommand extends ApiCommand {
  private static final Map<Character, String> ACTIONS =
      Map.of('+', "create", '~', "update", '-', "delete");

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      required = true,
      description = "The wanted state, YAML or JSON; - for standard input.")
  private Path file = Path.of("");

  @Option(names = "--dry-run", description = "Show the changes without making them.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do not ask for confirmation.")
  private boolean yes;

  @Option(
      names = "--prune",
      description =
          "Delete what the file does not name. This applies to each kind of record that the file"
              + " has: sites, certificates, keyServers, and in a site hosts, origins, clientCas"
              + " and rules. Kinds that the file does not have stay as they are.")
  private boolean prune;

  @Override
  public Integer call() throws Exception {
    WantedState wanted = WantedState.read(file);
    Plan[] computed = new Plan[1];
    with((api, _) -> computed[0] = Plan.compute(api, wanted, prune));
    Plan plan = computed[0];
    Screen screen = screen();
    if (plan.isEmpty()) {
      screen.say("nothing to change");
      show(screen, plan, 0);
      return 0;
    }
    if (screen.isForPeople()) {
      plan.lines().forEach(line -> screen.raw(Cells.printable(line) + "\n"));
    }
    if (dryRun) {
      screen.say("%d to change; nothing was changed (--dry-run)".formatted(plan.lines().size()));
      show(screen, plan, 0);
      return 0;
    }
    if (!yes && !isConfirmed(plan.lines().size())) {
      throw CommandFailure.no("nothing was changed");
    }
    // No connection is kept open while a person reads the plan.
    return with((api, on) -> {
      PlanExecution execution = new PlanExecution(plan, api);
      execution.run(on::hint);
      on.say("%d changed".formatted(execution.done()));
      show(on, plan, execution.done());
      showWarnings(api, wanted, on);
    });
  }

  /** Lists every change, and the number of changes made, for programs. */
  private static void show(Screen screen, Plan plan, int changed) {
    if (screen.isForPeople()) {
      return;
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    ArrayNode changes = object.putArray("changes");
    for (String line : plan.lines()) {
      changes.addObject().put("action", ACTIONS.get(line.charAt(0))).put("what", line.substring(2));
    }
    screen.show(object.put("changed", changed));
  }

  /** Shows the warnings about the final state of the hosts; those in between do not matter. */
  private static void showWarnings(ApiClient api, WantedState wanted, Screen screen)
      throws CommandFailure, InterruptedException {
    for (Map.Entry<String, JsonNode> site : wanted.sites().properties()) {
      List<String> kinds = List.of("hosts", "clientCa", "clientCas");
      if (kinds.stream().anyMatch(site.getValue()::has)) {
        for (JsonNode host : Pages.all(api, ApiPath.of("sites", site.getKey(), "hosts"))) {
          screen.warn(host);
        }
      }
    }
  }

  // Whether System.console() may return null depends on the Java release.
  @SuppressWarnings("SystemConsoleNull")
  private boolean isConfirmed(int changes) {
    @Nullable Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw usage(
          "no terminal to ask for confirmation; use --yes, or --dry-run to see the changes");
    }
    String answer = console.readLine("%d to change. Continue? [y/N] ", changes);
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }
}
