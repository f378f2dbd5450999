package dev.edgekeep.cli.api;

import dev.edgekeep.daemon.command.CommandFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** A command that talks to the control plane; most have commands of their own. One thread. */
public abstract class ApiCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      defaultValue = "table",
      description = "One of ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
  private OutputFormat output = OutputFormat.table;

  @Option(
      names = "--no-wait",
      scope = ScopeType.INHERIT,
      description = "Do not wait until every connected edge has a change.")
  private boolean noWait;

  /** What is done with the API. */
  @FunctionalInterface
  protected interface Work {
    void run(ApiClient api, Screen screen)
        throws CommandFailure, InterruptedException, java.io.IOException;
  }

  /** Runs it with a client of the control plane that is meant; the exit status. */
  protected final int with(Work work) throws Exception {
    return run(work, true);
  }

  /** The same for what goes on until it is ended. */
  protected final int following(Work work) throws Exception {
    return run(work, false);
  }

  private int run(Work work, boolean waiting) throws Exception {
    ControlPlaneAddress address = connection.resolve(System.getenv());
    if (address.isInClear() && address.token() != null) {
      screen()
          .hint(
              "edgekeep: warning: the token goes to %s in clear; use https"
                  .formatted(address.server()));
    }
    String what = waiting ? "waiting for " + address.server() : null;
    try (ApiClient api = new ApiClient(address, !noWait);
        Progress _ = Progress.start(spec.commandLine().getErr(), what)) {
      work.run(api, screen());
    }
    return 0;
  }

  protected final Screen screen() {
    return new Screen(spec.commandLine().getOut(), spec.commandLine().getErr(), output);
  }

  protected final ConnectionOptions connection() {
    return connection;
  }

  /** Ends the command: it was not used as it should be. */
  protected final ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** Asked for alone, a command with commands says which there are. */
  @Override
  public Integer call() throws Exception {
    throw usage(
        "which command? %s"
            .formatted(String.join(", ", spec.commandLine().getSubcommands().keySet())));
  }
}
