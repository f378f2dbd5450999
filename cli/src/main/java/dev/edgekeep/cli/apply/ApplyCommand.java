package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiAnswer;
import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Cells;
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

/** {@code edgekeep apply}. */
@Command(
    name = "apply",
    description = {
      "Bring about what a file says: key servers, certificates, sites with all that is theirs.",
      "Shows what differs, and asks; a second run changes nothing."
    })
public final class ApplyCommand extends ApiCommand {
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
              + " With sites, certificates or keyServers in it, those that it does not name go, too.")
  private boolean prune;

  @Override
  public Integer call() throws Exception {
    WantedState wanted = WantedState.read(file);
    List<Step> steps = new ArrayList<>();
    with((api, _) -> steps.addAll(steps(api, wanted)));
    Screen screen = screen();
    if (steps.isEmpty()) {
      screen.say("nothing to change");
      return 0;
    }
    steps.forEach(step -> screen.raw(Cells.printable(step.toString()) + "\n"));
    if (dryRun) {
      screen.say("%d to change; nothing was changed (--dry-run)".formatted(steps.size()));
      return 0;
    }
    if (!yes && !isConfirmed(steps.size())) {
      throw CommandFailure.no("nothing was changed");
    }
    // Planned anew: steps belong to the client that they were planned with.
    return with((api, on) -> carryOut(steps(api, wanted), on));
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
      String name = site.getKey().toLowerCase(Locale.ROOT);
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
        screen.hint("%d of %d done; then, at %s:".formatted(done, steps.size(), step));
        throw e;
      }
      done++;
    }
    screen.say("%d changed".formatted(done));
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
