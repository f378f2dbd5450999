package dev.edgekeep.cli.api;

import dev.edgekeep.daemon.command.CommandFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** A command that calls the control plane's API; most have subcommands. One thread. */
public abstract class ApiCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      defaultValue = "table",
      description = "The output format: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  private OutputFormat output = OutputFormat.table;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print JSON; the same as -o json.")
  private boolean json;

  @Option(
      names = "--no-wait",
      scope = ScopeType.INHERIT,
      description = "Do not wait until every connected edge has applied a change.")
  private boolean noWait;

  /** Calls of the API. */
  @FunctionalInterface
  protected interface Work {
    void run(ApiClient api, Screen screen)
        throws CommandFailure, InterruptedException, java.io.IOException;
  }

  /** Runs calls against the selected control plane, and returns the exit status. */
  protected final int with(Work work) throws Exception {
    return run(work, true);
  }

  /** As {@link #with}, for calls that run until the user interrupts them. */
  protected final int following(Work work) throws Exception {
    return run(work, false);
  }

  private int run(Work work, boolean waiting) throws Exception {
    ControlPlaneAddress address = connection.resolve(System.getenv());
    if (address.isInClear() && address.token() != null) {
      screen()
          .hint(
              "edgekeep: warning: the token is sent to %s unencrypted; use https"
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
    return new Screen(
        spec.commandLine().getOut(),
        spec.commandLine().getErr(),
        json ? OutputFormat.json : output);
  }

  protected final ConnectionOptions connection() {
    return connection;
  }

  /** The exception for wrong usage of this command. */
  protected final ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** A command with subcommands does nothing by itself. */
  @Override
  public Integer call() throws Exception {
    throw usage(
        "which command? One of: %s"
            .formatted(String.join(", ", spec.commandLine().getSubcommands().keySet())));
  }
}
