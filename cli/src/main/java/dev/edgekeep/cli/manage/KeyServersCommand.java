package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.cli.input.InputFile;
import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep key-servers}; {@code edgekeep keyserver} runs one. */
@Command(
    name = "key-servers",
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
      @Option(names = "--at", paramLabel = "HOST:PORT", description = "An address; repeatable.")
          @Nullable List<String> addresses,
      @Option(
              names = "--cert",
              paramLabel = "FILE",
              description = "The certificate chain that edges present to it, PEM.")
          @Nullable Path chain,
      @Option(names = "--key", paramLabel = "FILE", description = "The private key of --cert, PEM.")
          @Nullable Path key,
      @Option(
              names = "--trust",
              paramLabel = "FILE",
              description = "The CA that its certificate is verified against, PEM.")
          @Nullable Path trust,
      @Option(
              names = "--server-name",
              paramLabel = "NAME",
              description = "The name that its certificate must have; default: its address.")
          @Nullable String serverName,
      @Mixin SettingsFile file)
      throws Exception {
    JsonNode settings = file.read();
    if (settings == null) {
      settings = settings(addresses, chain, key, trust, serverName);
    }
    JsonNode body = settings;
    return with((api, screen) ->
        screen.changed(
            api.put(KEY_SERVERS.then(name), body, null), "key server %s set".formatted(name)));
  }

  private JsonNode settings(
      @Nullable List<String> addresses,
      @Nullable Path chain,
      @Nullable Path key,
      @Nullable Path trust,
      @Nullable String serverName)
      throws CommandFailure {
    if (addresses == null || chain == null || key == null) {
      throw usage("use --at, --cert and --key, or -f FILE for all settings");
    }
    ObjectNode settings = Json.object();
    settings.set("addresses", Json.array(addresses));
    settings
        .putObject("identity")
        .put("chain", InputFile.certificates(chain))
        .put("key", InputFile.pem(key, screen()::warn));
    Json.put(settings, "trust", trust == null ? null : InputFile.certificates(trust));
    Json.put(settings, "serverName", serverName);
    return settings;
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
