package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.ApiResponse;
import dev.edgekeep.cli.api.Cells;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.cli.input.Documents;
import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep rule}; {@code edgekeep rules} needs no control plane. */
@Command(name = "rule", description = "Manage the rules of a site.")
public final class RuleCommand extends ApiCommand {
  private static final String RULES = "rules";
  private static final String RULE = "The name or id.";

  /** Members that the API adds to a rule and does not accept. */
  private static final List<String> READ_ONLY =
      List.of("id", "createdAt", "updatedAt", "position", "warnings", "counters", "matches");

  /** The options for the content of a rule. */
  static final class Content {
    @Option(names = "--when", paramLabel = "EXPR", description = "The expression, such as not ssl.")
    private @Nullable String when;

    @Option(
        names = "--action",
        paramLabel = "ACTION",
        description =
            "The action, such as block, log or allow, or JSON: {\"redirect\": {\"to\": \"/\"}}.")
    private @Nullable String action;

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        description = "The rule as the API accepts it, YAML or JSON; - for standard input.")
    private @Nullable Path file;

    private boolean isEmpty() {
      return when == null && action == null && file == null;
    }

    private ObjectNode over(ObjectNode rule) throws CommandFailure {
      if (file != null && Documents.read(file) instanceof ObjectNode given) {
        rule.setAll(given);
      }
      Json.put(rule, "when", when);
      if (action != null) {
        rule.set("action", action(action));
      }
      return rule;
    }

    private static JsonNode action(String text) throws CommandFailure {
      if (!text.startsWith("{")) {
        return JsonNodeFactory.instance.stringNode(text);
      }
      try {
        return new JsonMapper().readTree(text);
      } catch (JacksonException e) {
        throw CommandFailure.configuration("--action: not JSON: " + e.getOriginalMessage());
      }
    }
  }

  @Command(name = "list", description = "List the rules of a site in order.")
  int list(@Mixin SiteOption site) throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(api, site.path(api).then(RULES)), "id", "name", "enabled", "action", "when"));
  }

  @Command(name = "get", description = "Show a rule.")
  int get(@Mixin SiteOption site, @Parameters(paramLabel = "RULE", description = RULE) String rule)
      throws Exception {
    return with((api, screen) -> screen.show(find(api, site, rule)));
  }

  @Command(name = "create", description = "Create a rule after the others.")
  int create(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "NAME", description = "A name of your choice.") String name,
      @Mixin Content content)
      throws Exception {
    if (content.isEmpty()) {
      throw usage("use --when and --action, or -f FILE");
    }
    ObjectNode body = content.over(Json.object()).put("name", name);
    return with((api, screen) -> {
      ApiResponse answer = api.post(site.path(api).then(RULES), body);
      screen.changed(
          answer, "rule %s created: %s".formatted(name, Cells.text(answer.body(), "id")));
    });
  }

  @Command(name = "update", description = "Change the given settings of a rule.")
  int update(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "RULE", description = RULE) String rule,
      @Mixin Content content,
      @Option(names = "--enable", negatable = true, description = "Enable or disable the rule.")
          @Nullable Boolean enable)
      throws Exception {
    if (content.isEmpty() && enable == null) {
      throw usage("no change given; use --when, --action, --enable, --no-enable or -f FILE");
    }
    return with((api, screen) -> {
      JsonNode before = find(api, site, rule);
      ObjectNode body = content.over((ObjectNode) before.deepCopy());
      body.remove(READ_ONLY);
      if (enable != null) {
        body.put("enabled", enable);
      }
      ApiResponse answer = api.put(path(api, site, before), body, null);
      screen.changed(answer, "rule %s changed".formatted(rule));
    });
  }

  @Command(name = "delete", description = "Delete a rule.")
  int delete(
      @Mixin SiteOption site, @Parameters(paramLabel = "RULE", description = RULE) String rule)
      throws Exception {
    return with((api, screen) ->
        screen.changed(
            api.delete(path(api, site, find(api, site, rule))), "rule %s deleted".formatted(rule)));
  }

  @Command(name = "order", description = "Put all rules of a site into the given order.")
  int order(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "RULE", arity = "1..*", description = RULE) List<String> rules)
      throws Exception {
    return with((api, screen) -> {
      List<String> ids = new ArrayList<>();
      for (String rule : rules) {
        ids.add(find(api, site, rule).path("id").asString(""));
      }
      ObjectNode body = Json.object();
      body.set("order", Json.array(ids));
      screen.changed(api.put(site.path(api).then(RULES).then("order"), body, null), "order set");
    });
  }

  @Command(name = "check", description = "Check an expression without storing it.")
  int check(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "EXPR", description = "The expression, as for --when.")
          String expression)
      throws Exception {
    return with((api, screen) -> {
      ApiPath path = site.path(api).then(RULES).then("check");
      JsonNode answer = api.post(path, Json.object().put("when", expression)).body();
      screen.show(answer);
      if (!answer.path("errors").isEmpty()) {
        throw CommandFailure.no("the expression is not valid");
      }
    });
  }

  @Command(name = "test", description = "Show what the rules of a site do with a recorded request.")
  int test(
      @Mixin SiteOption site,
      @Option(
              names = "--request",
              paramLabel = "FILE",
              required = true,
              description =
                  "The request in the format of 'edgekeep rules test', YAML or JSON; - for standard"
                      + " input.")
          Path request)
      throws Exception {
    JsonNode read = Documents.read(request);
    JsonNode body = read.has("request") ? read : Json.object().set("request", read);
    return with((api, screen) ->
        screen.show(api.post(site.path(api).then(RULES).then("test"), body).body()));
  }

  private static ApiPath path(ApiClient api, SiteOption site, JsonNode rule)
      throws CommandFailure, InterruptedException {
    return site.path(api).then(RULES).then(rule.path("id").asString(""));
  }

  private static JsonNode find(ApiClient api, SiteOption site, String rule)
      throws CommandFailure, InterruptedException {
    List<JsonNode> found =
        Pages.all(api, site.path(api).then(RULES)).stream()
            .filter(each ->
                each.path("id").asString("").equals(rule)
                    || each.path("name").asString("").equals(rule))
            .toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    throw CommandFailure.no(
        found.isEmpty()
            ? "the site has no rule %s".formatted(rule)
            : "%d rules are named %s; use the id".formatted(found.size(), rule));
  }
}
