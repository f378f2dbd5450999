package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep token}. */
@Command(name = "token", description = "Manage API tokens.")
public final class TokenCommand extends ApiCommand {
  private static final ApiPath TOKENS = ApiPath.of("tokens");

  @Command(name = "list", description = "List the tokens of the account.")
  int list() throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(api, TOKENS),
            "id",
            "name",
            "role",
            "site",
            "expiresAt:expires",
            "createdAt:created"));
  }

  @Command(
      name = "create",
      description = "Create a token. It is shown only once, or written to a file.")
  int create(
      @Parameters(paramLabel = "NAME", description = "A name that says who uses the token.")
          String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              required = true,
              description = "viewer reads, operator makes changes, admin also manages tokens.")
          String role,
      @Option(names = "--site", paramLabel = "NAME", description = "Limit the token to this site.")
          @Nullable String site,
      @Option(
              names = "--expires-at",
              paramLabel = "TIME",
              description = "The time when it expires, such as 2027-01-31T00:00:00Z.")
          @Nullable String expiresAt,
      @Mixin TokenOutput output)
      throws Exception {
    ObjectNode body = Json.object().put("name", name).put("role", role);
    Json.put(body, "site", site);
    Json.put(body, "expiresAt", expiresAt);
    return with((api, screen) ->
        output.show(screen, api.post(TOKENS, body).body(), "token %s".formatted(name)));
  }

  @Command(name = "revoke", description = "Revoke a token with immediate effect.")
  int revoke(
      @Parameters(paramLabel = "ID", description = "The id, see 'edgekeep token list'.") String id)
      throws Exception {
    return with((api, screen) ->
        screen.changed(api.delete(TOKENS.then(id)), "token %s revoked".formatted(id)));
  }
}
