package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code edgekeep site}. */
@Command(name = "site", description = "The domains that are served.")
public final class SiteCommand extends ApiCommand {
  private static final ApiPath SITES = ApiPath.of("sites");

  @Command(name = "list", description = "All sites of the account.")
  int list() throws Exception {
    return with(
        (api, screen) -> screen.list(Pages.all(api, SITES), "name", "id", "createdAt:created"));
  }

  @Command(name = "get", description = "One site.")
  int get(@Parameters(paramLabel = "SITE", description = "Name or id.") String site)
      throws Exception {
    return with((api, screen) -> screen.show(api.get(SITES.then(site))));
  }

  @Command(name = "create", description = "Add a site.")
  int create(@Parameters(paramLabel = "NAME", description = "A domain.") String name)
      throws Exception {
    return with((api, screen) ->
        screen.changed(
            api.post(SITES, JsonNodeFactory.instance.objectNode().put("name", name)),
            "site %s is added".formatted(name)));
  }

  @Command(name = "delete", description = "Remove a site that has nothing more.")
  int delete(@Parameters(paramLabel = "SITE", description = "Name or id.") String site)
      throws Exception {
    return with((api, screen) ->
        screen.changed(api.delete(SITES.then(site)), "site %s is removed".formatted(site)));
  }
}
