package dev.edgekeep.cli.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep context}. */
@Command(
    name = "context",
    description = {
      "Manage contexts: named control planes with their tokens.",
      "They are stored in $XDG_CONFIG_HOME/edgekeep/config.yaml, which only you can read."
    })
public final class ContextCommand extends ApiCommand {
  private static final String NAME = "A name of your choice.";

  @Command(name = "list", description = "List the contexts; the one in use has a star.")
  int list() throws Exception {
    Contexts contexts = contexts();
    List<JsonNode> items = new ArrayList<>();
    contexts.entries().forEach((name, entry) -> items.add(shown(contexts, name, entry)));
    screen().list(items, "inUse: ", "name", "server", "account", "tokenFile:token file");
    return 0;
  }

  private static ObjectNode shown(Contexts contexts, String name, Contexts.Entry entry) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("inUse", name.equals(contexts.current()) ? "*" : "")
        .put("name", name)
        .put("server", entry.server())
        .put("account", entry.account())
        .put("tokenFile", entry.tokenFile());
  }

  @Command(name = "use", description = "Select the context to use.")
  int use(@Parameters(paramLabel = "NAME", description = NAME) String name) throws Exception {
    contexts().using(name).write();
    screen().say("context %s is in use".formatted(name));
    return 0;
  }

  @Command(
      name = "set",
      description = {
        "Create a context from --server, --token-file (or --token), --ca and --account, or change"
            + " the given settings of an existing one.",
        "The first context is used automatically."
      })
  int set(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(names = "--use", description = "Select this context, too.") boolean use)
      throws Exception {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      throw usage("a context name consists of letters, digits, dots, dashes and underscores");
    }
    Contexts before = contexts();
    Contexts.@Nullable Entry old = before.entries().get(name);
    Contexts after = before.with(name, connection().asEntry(old));
    (use ? after.using(name) : after).write();
    screen().say("context %s set".formatted(name));
    return 0;
  }

  @Command(name = "delete", description = "Delete a context.")
  int delete(@Parameters(paramLabel = "NAME", description = NAME) String name) throws Exception {
    contexts().without(name).write();
    screen().say("context %s deleted".formatted(name));
    return 0;
  }

  private static Contexts contexts() throws dev.edgekeep.daemon.command.CommandFailure {
    return Contexts.open(System.getenv());
  }
}
