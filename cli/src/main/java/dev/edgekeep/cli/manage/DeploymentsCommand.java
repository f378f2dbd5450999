package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code edgekeep deployments}. */
@Command(name = "deployments", description = "The changes on their way to the edges, and there.")
public final class DeploymentsCommand extends ApiCommand {
  private static final ApiPath DEPLOYMENTS = ApiPath.of("deployments");

  @Command(name = "list", description = "The newest first.")
  int list(
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "20",
              description = "How many; ${DEFAULT-VALUE} if not given.")
          int limit)
      throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.first(api, DEPLOYMENTS, limit), "version", "state", "time", "by", "summary"));
  }

  @Command(name = "get", description = "One, with what each node says of it.")
  int get(@Parameters(paramLabel = "VERSION", description = "Its number.") long version)
      throws Exception {
    return with((api, screen) -> screen.show(api.get(DEPLOYMENTS.then(Long.toString(version)))));
  }
}
