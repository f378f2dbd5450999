package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code edgekeep user}. */
@Command(name = "user", description = "Manage the users of the web console.")
public final class UserCommand extends ApiCommand {
  private static final ApiPath USERS = ApiPath.of("users");

  @Command(name = "list", description = "List the users of the account.")
  int list() throws Exception {
    return with((api, screen) ->
        screen.list(Pages.all(api, USERS), "name", "role", "site", "createdAt:created"));
  }

  @Command(name = "delete", description = "Delete a user; the user's sessions end at once.")
  int delete(@Parameters(paramLabel = "NAME", description = "The user's name.") String name)
      throws Exception {
    return with((api, screen) ->
        screen.changed(api.delete(USERS.then(name)), "user %s deleted".formatted(name)));
  }
}
