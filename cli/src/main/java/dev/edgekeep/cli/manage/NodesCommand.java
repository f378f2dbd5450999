package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import picocli.CommandLine.Command;

/** {@code edgekeep nodes}. */
@Command(
    name = "nodes",
    description = "List the connected edge nodes and the versions that they enforce.")
public final class NodesCommand extends ApiCommand {
  @Override
  public Integer call() throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(api, ApiPath.of("nodes")),
            "name",
            "state",
            "version:deployment",
            "deployment:state of the newest",
            "since",
            "rejectedVersion:rejected",
            "reason"));
  }
}
