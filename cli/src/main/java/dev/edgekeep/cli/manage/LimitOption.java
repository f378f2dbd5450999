package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.List;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The option for the length of a list that may be very long. */
final class LimitOption {
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "The maximum number of entries; default: ${DEFAULT-VALUE}.")
  private int limit;

  List<JsonNode> first(ApiClient api, ApiPath path) throws CommandFailure, InterruptedException {
    return Pages.first(api, path, limit);
  }
}
