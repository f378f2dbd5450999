package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep console-link}. */
@Command(
    name = "console-link",
    description =
        "Create a link for the web console that works once: it creates a user, or sets a new"
            + " password.")
public final class ConsoleLinkCommand extends ApiCommand {
  private static final ApiPath LINKS = ApiPath.of("console-links");

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "The role of the new user: viewer, operator or admin (the default).")
  private @Nullable String role;

  @Option(names = "--site", paramLabel = "NAME", description = "Limit the new user to this site.")
  private @Nullable String site;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "An existing user who chooses a new password.")
  private @Nullable String user;

  @Override
  public Integer call() throws Exception {
    ObjectNode body = Json.object();
    Json.put(body, "user", user);
    Json.put(body, "site", site);
    if (user == null) {
      body.put("role", role == null ? "admin" : role);
    }
    return with((api, screen) -> {
      JsonNode link = api.post(LINKS, body).body();
      if (screen.isForPeople()) {
        screen.hint(
            "open this link in a browser; it works once, until "
                + link.path("expiresAt").asString(""));
        screen.raw(link.path("link").asString("") + "\n");
      } else {
        screen.show(link);
      }
    });
  }
}
