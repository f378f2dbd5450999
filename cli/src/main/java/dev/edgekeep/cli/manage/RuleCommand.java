package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiAnswer;
import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Cells;
import dev.edgekeep.cli.api.Pages;
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

/** {@code edgekeep rule}; {@code edgekeep rules} works without a control plane. */
@Command(name = "rule", description = "The rules of a site, in their order.")
public final class RuleCommand extends ApiCommand {
  private static final String RULES = "rules";
  private static final String RULE = "Name or id.";

  /** What the API tells of a rule and does not take back. */
  private static final List<String> TOLD =
      List.of("id", "createdAt", "updatedAt", "position", "warnings", "counters", "matches");

  /** What a rule is made of. */
  static final class Content {
    @Option(names = "--when", paramLabel = "EXPR", description = "As not ssl, http.host eq \"a\".")
    private @Nullable String when;

    @Option(
        names = "--action",
        paramLabel = "ACTION",
        description = "As block, log, allow; or JSON, as {\"redirect\": {\"to\": \"/\"}}.")
    private @Nullable String action;

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        description = "A rule as the API takes it, YAML or JSON; - is standard input.")
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
        throw CommandFailure.configuration("--action is no JSON: " + e.getOriginalMessage());
      }
    }
  }

  @Command(name = "list", description = "All rules of a site, in their order.")
  int list(@Mixin SiteOption site) throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(api, site.path(api).then(RULES)), "id", "name", "enabled", "action", "when"));
  }

  @Command(name = "get", description = "One rule.")
  int get(@Mixin SiteOption site, @Parameters(paramLabel = "RULE", description = RULE) String rule)
      throws Exception {
    return with((api, screen) -> screen.show(find(api, site, rule)));
  }

  @Command(name = "create", description = "Add a rule behind the others.")
  int create(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "NAME", description = "A name of your own.") String name,
      @Mixin Content content)
      throws Exception {
    if (content.isEmpty()) {
      throw usage("give --when and --action, or a rule (-f FILE)");
    }
    ObjectNode body = content.over(Json.object()).put("name", name);
    return with((api, screen) -> {
      ApiAnswer answer = api.post(site.path(api).then(RULES), body);
      screen.changed(
          answer, "rule %s is added: %s".formatted(name, Cells.text(answer.body(), "id")));
    });
  }

  @Command(name = "update", description = "Change what is given of a rule.")
  int update(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "RULE", description = RULE) String rule,
      @Mixin Content content,
      @Option(names = "--enable", negatable = true, description = "Whether it counts.")
          @Nullable Boolean enable)
      throws Exception {
    if (content.isEmpty() && enable == null) {
      throw usage("what is to be changed? --when, --action, --enable, --no-enable, -f FILE");
    }
    return with((api, screen) -> {
      JsonNode before = find(api, site, rule);
      ObjectNode body = content.over((ObjectNode) before.deepCopy());
      body.remove(TOLD);
      if (enable != null) {
        body.put("enabled", enable);
      }
      ApiAnswer answer = api.put(path(api, site, before), body, null);
      screen.changed(answer, "rule %s is changed".formatted(rule));
    });
  }

  @Command(name = "delete", description = "Remove a rule.")
  int delete(
      @Mixin SiteOption site, @Parameters(paramLabel = "RULE", description = RULE) String rule)
      throws Exception {
    return with((api, screen) ->
        screen.changed(
            api.delete(path(api, site, find(api, site, rule))),
            "rule %s is removed".formatted(rule)));
  }

  @Command(name = "order", description = "Put all rules of a site into this order.")
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
      screen.changed(
          api.put(site.path(api).then(RULES).then("order"), body, null), "the order is set");
    });
  }

  @Command(
      name = "check",
      description = "Say whether an expression could be a rule's; keep nothing.")
  int check(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "EXPR", description = "As of --when.") String expression)
      throws Exception {
    return with((api, screen) -> {
      ApiPath path = site.path(api).then(RULES).then("check");
      JsonNode answer = api.post(path, Json.object().put("when", expression)).body();
      screen.show(answer);
      if (!answer.path("errors").isEmpty()) {
        throw CommandFailure.no("this cannot be the expression of a rule");
      }
    });
  }

  @Command(name = "test", description = "Say what the rules of a site do with a recorded request.")
  int test(
      @Mixin SiteOption site,
      @Option(
              names = "--request",
              paramLabel = "FILE",
              required = true,
              description = "As edgekeep rules test takes it, YAML or JSON; - is standard input.")
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
            : "%d rules are named %s; give the id".formatted(found.size(), rule));
  }
}
