package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What there is now, by name. */
final class Found {
  private Found() {}

  static Map<String, JsonNode> byName(ApiClient api, ApiPath path)
      throws CommandFailure, InterruptedException {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    for (JsonNode each : Pages.all(api, path)) {
      found.putIfAbsent(each.path("name").asString(""), each);
    }
    return found;
  }
}
