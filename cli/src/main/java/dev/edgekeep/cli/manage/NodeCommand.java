package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.cli.api.Screen;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep node}. */
@Command(name = "node", description = "Manage edge nodes, which may be on other machines.")
public final class NodeCommand extends ApiCommand {
  private static final ApiPath NODES = ApiPath.of("nodes");
  private static final String NAME = "The name of the node.";

  @Command(name = "list", description = "List the nodes, and what each has in force.")
  int list() throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(api, NODES),
            "name",
            "group",
            "state",
            "version",
            "deployment",
            "lastSeen:last seen",
            "edgekeep"));
  }

  @Command(name = "get", description = "Show a node, and what it refused.")
  int get(@Parameters(paramLabel = "NAME", description = NAME) String name) throws Exception {
    return with((api, screen) -> screen.show(api.get(NODES.then(name))));
  }

  @Command(
      name = "create",
      description = {
        "Create a node, and print the token with which one machine can join within an hour:",
        "edgekeep edge --join TOKEN --node node.yaml --state DIR"
      })
  int create(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(
              names = "--group",
              paramLabel = "GROUP",
              description = "The group, whose hosts the node serves; default: default.")
          @Nullable String group,
      @Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label; repeatable.")
          @Nullable Map<String, String> labels)
      throws Exception {
    ObjectNode body = Json.object().put("name", name);
    Json.put(body, "group", group);
    if (labels != null) {
      ObjectNode given = body.putObject("labels");
      labels.forEach(given::put);
    }
    return with((api, screen) -> show(screen, api.post(NODES, body).body()));
  }

  private static void show(Screen screen, JsonNode created) {
    if (screen.isForPeople()) {
      screen.hint(
          "node %s created; one machine can join with this token within an hour:"
              .formatted(created.path("name").asString("")));
      screen.raw(created.path("joinToken").asString("") + "\n");
    } else {
      screen.show(created);
    }
  }

  @Command(
      name = "drain",
      description = "Have a node accept no new connections, as before an update of its machine.")
  int drain(@Parameters(paramLabel = "NAME", description = NAME) String name) throws Exception {
    return with((api, screen) ->
        screen.changed(
            api.post(NODES.then(name).then("drain"), Json.object()),
            "node %s accepts no new connections".formatted(name)));
  }

  @Command(name = "undrain", description = "Have a drained node serve again.")
  int undrain(@Parameters(paramLabel = "NAME", description = NAME) String name) throws Exception {
    return with((api, screen) ->
        screen.changed(
            api.delete(NODES.then(name).then("drain")), "node %s serves again".formatted(name)));
  }

  @Command(
      name = "remove",
      description = "Remove a node: it gets nothing more, and its certificate is revoked.")
  int remove(@Parameters(paramLabel = "NAME", description = NAME) String name) throws Exception {
    return with((api, screen) ->
        screen.changed(api.delete(NODES.then(name)), "node %s removed".formatted(name)));
  }
}
