package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep key-servers}; {@code edgekeep keyserver} runs one. */
@Command(
    name = "key-servers",
    description = {
      "The key servers that edges ask for private key operations.",
      "'edgekeep keyserver --config FILE' runs one."
    })
public final class KeyServersCommand extends ApiCommand {
  private static final ApiPath KEY_SERVERS = ApiPath.of("key-servers");
  private static final String NAME = "Name of the key server.";

  @Command(name = "list", description = "All key servers of the account.")
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

  @Command(name = "get", description = "One key server.")
  int get(@Parameters(paramLabel = "NAME", description = NAME) String name) throws Exception {
    return with((api, screen) -> screen.show(api.get(KEY_SERVERS.then(name))));
  }

  @Command(name = "set", description = "Add a key server, or replace it.")
  int set(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(
              names = "--at",
              paramLabel = "HOST:PORT",
              description = "An address; may be given again.")
          @Nullable List<String> addresses,
      @Option(
              names = "--cert",
              paramLabel = "FILE",
              description = "Who the edges are to it: certificate chain, PEM.")
          @Nullable Path chain,
      @Option(names = "--key", paramLabel = "FILE", description = "The key of --cert, PEM.")
          @Nullable Path key,
      @Option(
              names = "--trust",
              paramLabel = "FILE",
              description = "What its certificate is verified against, PEM.")
          @Nullable Path trust,
      @Option(
              names = "--server-name",
              paramLabel = "NAME",
              description = "That its certificate must have, instead of its address.")
          @Nullable String serverName,
      @Option(
              names = {"-f", "--file"},
              paramLabel = "FILE",
              description = "Settings as the API takes them, YAML or JSON; - is standard input.")
          @Nullable Path file)
      throws Exception {
    JsonNode settings;
    if (file != null) {
      settings = Documents.read(file);
    } else if (addresses == null || chain == null || key == null) {
      throw usage("give --at, --cert and --key, or its settings (-f FILE)");
    } else {
      ObjectNode object = Json.object();
      object.set("addresses", Json.array(addresses));
      object
          .putObject("identity")
          .put("chain", Documents.certificates(chain))
          .put("key", Documents.text(key));
      Json.put(object, "trust", trust == null ? null : Documents.certificates(trust));
      Json.put(object, "serverName", serverName);
      settings = object;
    }
    return with((api, screen) ->
        screen.changed(
            api.put(KEY_SERVERS.then(name), settings, null),
            "key server %s is set".formatted(name)));
  }

  @Command(
      name = "check",
      description =
          "Ask a key server whether it would do its part; exit status 1 if it is unhealthy.")
  int check(@Parameters(paramLabel = "NAME", description = NAME) String name) throws Exception {
    return with((api, screen) -> {
      JsonNode checked = api.post(KEY_SERVERS.then(name).then("check"), Json.object()).body();
      screen.show(checked);
      if (checked.path("health").asString("").equals("unhealthy")) {
        throw CommandFailure.no("key server %s is unhealthy".formatted(name));
      }
    });
  }

  @Command(name = "delete", description = "Remove a key server that no certificate needs.")
  int delete(@Parameters(paramLabel = "NAME", description = NAME) String name) throws Exception {
    return with((api, screen) ->
        screen.changed(
            api.delete(KEY_SERVERS.then(name)), "key server %s is removed".formatted(name)));
  }
}
