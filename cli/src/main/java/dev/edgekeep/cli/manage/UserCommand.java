package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep user}. */
@Command(name = "user", description = "Manage the users of the web console.")
public final class UserCommand extends ApiCommand {
  private static final ApiPath USERS = ApiPath.of("users");

  @Command(name = "list", description = "List the users of the account.")
  int list() throws Exception {
    return with((api, screen) ->
        screen.list(Pages.all(api, USERS), "name", "role", "site", "createdAt:created"));
  }

  @Command(
      name = "set",
      description = "Change the role and the site of a user; the user's sessions end.")
  int set(
      @Parameters(paramLabel = "NAME", description = "The user's name.") String name,
      @Option(
              names = "--role",
              required = true,
              paramLabel = "ROLE",
              description = "viewer, operator or admin.")
          String role,
      @Option(
              names = "--site",
              paramLabel = "NAME",
              description = "Limit the user to this site; without it, to none.")
          @Nullable String site)
      throws Exception {
    ObjectNode body = Json.object().put("role", role);
    Json.put(body, "site", site);
    return with((api, screen) ->
        screen.changed(
            api.put(USERS.then(name).then("rights"), body, null),
            "user %s is %s".formatted(name, role)));
  }

  @Command(
      name = "sessions",
      description = "List your sessions; administrators see those of all users.")
  int sessions() throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(api, ApiPath.of("sessions")), "id", "user", "address", "usedAt:used"));
  }

  @Command(name = "sign-out", description = "End all sessions of a user.")
  int signOut(@Parameters(paramLabel = "NAME", description = "The user's name.") String name)
      throws Exception {
    return with((api, screen) ->
        screen.changed(
            api.delete(USERS.then(name).then("sessions")), "user %s signed out".formatted(name)));
  }

  @Command(name = "delete", description = "Delete a user; the user's sessions end at once.")
  int delete(@Parameters(paramLabel = "NAME", description = "The user's name.") String name)
      throws Exception {
    return with((api, screen) ->
        screen.changed(api.delete(USERS.then(name)), "user %s deleted".formatted(name)));
  }
}
