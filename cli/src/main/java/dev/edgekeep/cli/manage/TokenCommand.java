package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiAnswer;
import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.cli.api.PrivateFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep token}. */
@Command(name = "token", description = "Who may use the API.")
public final class TokenCommand extends ApiCommand {
  private static final ApiPath TOKENS = ApiPath.of("tokens");

  @Command(name = "list", description = "All tokens of the account.")
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

  @Command(name = "create", description = "Make a token. It is shown once, or written to a file.")
  int create(
      @Parameters(paramLabel = "NAME", description = "For people: who has it.") String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              required = true,
              description = "viewer looks, operator changes, admin manages tokens as well.")
          String role,
      @Option(names = "--site", paramLabel = "NAME", description = "The only site it is for.")
          @Nullable String site,
      @Option(names = "--expires-at", paramLabel = "TIME", description = "As 2027-01-31T00:00:00Z.")
          @Nullable String expiresAt,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description =
                  "Write the token here, readable for its owner only, and do not show it.")
          @Nullable Path out)
      throws Exception {
    ObjectNode body = Json.object().put("name", name).put("role", role);
    Json.put(body, "site", site);
    Json.put(body, "expiresAt", expiresAt);
    return with((api, screen) -> {
      ApiAnswer answer = api.post(TOKENS, body);
      String token = answer.body().path("token").asString("");
      if (out != null) {
        PrivateFile.write(out, token + "\n");
        screen.say("token %s is in %s".formatted(name, out));
      } else if (screen.isForPeople()) {
        screen.hint("It is shown this once:");
        screen.raw(token + "\n");
      } else {
        screen.show(answer.body());
      }
    });
  }

  @Command(name = "revoke", description = "End a token, at once.")
  int revoke(@Parameters(paramLabel = "ID", description = "Of 'edgekeep token list'.") String id)
      throws Exception {
    return with((api, screen) ->
        screen.changed(api.delete(TOKENS.then(id)), "token %s is revoked".formatted(id)));
  }
}
