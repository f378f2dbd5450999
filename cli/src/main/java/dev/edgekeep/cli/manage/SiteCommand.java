package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code edgekeep site}. */
@Command(name = "site", description = "Manage sites, the domains of the account.")
public final class SiteCommand extends ApiCommand {
  private static final ApiPath SITES = ApiPath.of("sites");

  @Command(name = "list", description = "List the sites of the account.")
  int list() throws Exception {
    return with(
        (api, screen) -> screen.list(Pages.all(api, SITES), "name", "id", "createdAt:created"));
  }

  @Command(name = "get", description = "Show a site.")
  int get(@Parameters(paramLabel = "SITE", description = "Name or id.") String site)
      throws Exception {
    return with((api, screen) -> screen.show(api.get(SITES.then(site))));
  }

  @Command(name = "create", description = "Create a site.")
  int create(
      @Parameters(paramLabel = "NAME", description = "The domain, such as example.com.")
          String name)
      throws Exception {
    return with((api, screen) ->
        screen.changed(
            api.post(SITES, Json.object().put("name", name)), "site %s created".formatted(name)));
  }

  @Command(name = "delete", description = "Delete an empty site.")
  int delete(@Parameters(paramLabel = "SITE", description = "Name or id.") String site)
      throws Exception {
    return with((api, screen) ->
        screen.changed(api.delete(SITES.then(site)), "site %s deleted".formatted(site)));
  }
}
