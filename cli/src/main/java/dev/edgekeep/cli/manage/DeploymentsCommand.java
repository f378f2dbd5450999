package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code edgekeep deployments}. */
@Command(name = "deployments", description = "Show how changes reach the edges.")
public final class DeploymentsCommand extends ApiCommand {
  private static final ApiPath DEPLOYMENTS = ApiPath.of("deployments");

  @Command(name = "list", description = "List deployments, newest first.")
  int list(
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "20",
              description = "The maximum number of entries; default: ${DEFAULT-VALUE}.")
          int limit)
      throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.first(api, DEPLOYMENTS, limit), "version", "state", "time", "by", "summary"));
  }

  @Command(name = "get", description = "Show a deployment and its state on each node.")
  int get(@Parameters(paramLabel = "VERSION", description = "The version number.") long version)
      throws Exception {
    return with((api, screen) -> screen.show(api.get(DEPLOYMENTS.then(Long.toString(version)))));
  }
}
