package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.daemon.command.CommandFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code edgekeep key-server}; {@code edgekeep keyserver} runs one. */
@Command(
    name = "key-server",
    description = {
      "Manage the key servers that do private key operations for the edges.",
      "To run a key server, use 'edgekeep keyserver --config FILE'."
    })
public final class KeyServersCommand extends ApiCommand {
  private static final ApiPath KEY_SERVERS = ApiPath.of("key-servers");
  private static final String NAME = "The name of the key server.";

  @Command(name = "list", description = "List the key servers of the account.")
  int list() throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(api, KEY_SERVERS),
            "name",
            "addresses",
            "serverName:server name",
            "health",
            "latencyMs.median:ms"));
  }

  @Command(name = "get", description = "Show a key server.")
  int get(@Parameters(paramLabel = "NAME", description = NAME) String name) throws Exception {
    return with((api, screen) -> screen.show(api.get(KEY_SERVERS.then(name))));
  }

  @Command(name = "set", description = "Create or replace a key server.")
  int set(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Mixin KeyServerSettings settings,
      @Mixin SettingsFile file)
      throws Exception {
    JsonNode given = file.read();
    JsonNode body = given != null ? given : settings.body(screen()::warn);
    if (body == null) {
      throw usage("use --address, --cert and --key, or -f FILE for all settings");
    }
    return with((api, screen) ->
        screen.changed(
            api.put(KEY_SERVERS.then(name), body, null), "key server %s set".formatted(name)));
  }

  @Command(
      name = "check",
      description = "Check now whether a key server works; exit status 1 if it is unhealthy.")
  int check(@Parameters(paramLabel = "NAME", description = NAME) String name) throws Exception {
    return with((api, screen) -> {
      JsonNode checked = api.post(KEY_SERVERS.then(name).then("check"), Json.object()).body();
      screen.show(checked);
      if (checked.path("health").asString("").equals("unhealthy")) {
        throw CommandFailure.no("key server %s is unhealthy".formatted(name));
      }
    });
  }

  @Command(name = "delete", description = "Delete a key server that no certificate uses.")
  int delete(@Parameters(paramLabel = "NAME", description = NAME) String name) throws Exception {
    return with((api, screen) ->
        screen.changed(
            api.delete(KEY_SERVERS.then(name)), "key server %s deleted".formatted(name)));
  }
}
