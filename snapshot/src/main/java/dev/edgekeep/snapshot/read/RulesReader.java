package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Suggestion;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.rules.ParseResult;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.syntax.ExpressionProblem;
import dev.edgekeep.rules.type.NamedLists;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.NeverVerified;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import dev.edgekeep.snapshot.read.HostReader.Draft;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code rules} and {@code lists}. */
final class RulesReader {
  private final NamedLists lists;
  private final Map<HostPattern, Draft> hosts;
  private final Set<String> names = new HashSet<>();

  private RulesReader(NamedLists lists, Map<HostPattern, Draft> hosts) {
    this.lists = lists;
    this.hosts = hosts;
  }

  /**
   * @param hosts the hosts that there are
   */
  static List<Rule> read(
      @Nullable Value rules, @Nullable Value lists, Map<HostPattern, Draft> hosts) {
    RulesReader reader = new RulesReader(lists(lists), hosts);
    if (rules == null || rules.isNothing()) {
      return List.of();
    }
    List<Rule> read = new ArrayList<>();
    for (Value item : rules.items()) {
      Rule rule = reader.rule(item, read.size() + 1);
      if (rule != null) {
        read.add(rule);
      }
    }
    return read;
  }

  private static NamedLists lists(@Nullable Value value) {
    Section section = value == null || value.isNothing() ? null : value.section();
    if (section == null) {
      return NamedLists.NONE;
    }
    Map<String, List<String>> lists = new LinkedHashMap<>();
    section
        .named()
        .forEach((name, items) ->
            lists.put(
                name, items.items().stream().map(Value::text).filter(Objects::nonNull).toList()));
    return new NamedLists(lists);
  }

  private @Nullable Rule rule(Value item, int number) {
    Section section = item.section();
    if (section == null) {
      return null;
    }
    Value name = section.get("name");
    section.get("description");
    Set<HostPattern> scope = scope(section.get("hosts"));
    RuleContent content = content(section, lists);
    section.end();
    String named = name == null ? "rule " + number : name.name();
    if (named == null || content == null) {
      return null;
    }
    String neverVerified = NeverVerified.warning(content.when(), askingNobody(scope));
    if (neverVerified != null && content.isEnabled()) {
      item.warning(neverVerified);
    }
    Rule rule = new Rule(named, content.when(), content.action(), content.isEnabled(), scope);
    if (!names.add(named)) {
      Value place = name == null ? item : name;
      place.error("there is a rule %s already; give another name".formatted(Quoted.text(named)));
    }
    return rule;
  }

  /** The hosts of a scope, or all of them, that are {@code off}. */
  private List<HostPattern> askingNobody(@Nullable Set<HostPattern> scope) {
    return hosts.values().stream()
        .filter(host -> host.clientAuth().mode() == ClientAuth.Mode.OFF)
        .map(Draft::name)
        .filter(name -> scope == null || scope.contains(name))
        .toList();
  }

  /** The content of a rule; null when it is wrong. */
  static @Nullable RuleContent content(Section section, NamedLists lists) {
    Value when = section.get("when");
    if (when == null) {
      when = section.get("expression");
    }
    if (when == null) {
      section.error("when is missing; give the expression, as in http.host eq \"www.example.com\"");
    }
    boolean isEnabled = section.flag("enabled", true);
    RuleAction action = ActionReader.read(section);
    RuleExpression condition = when == null ? null : condition(when, lists);
    return condition == null || action == null
        ? null
        : new RuleContent(condition, action, isEnabled);
  }

  private static @Nullable RuleExpression condition(Value value, NamedLists lists) {
    String text = value.text();
    if (text == null) {
      return null;
    }
    return switch (RuleExpression.parse(text, lists)) {
      case ParseResult.Parsed<RuleExpression>(RuleExpression read) -> {
        read.checks().warnings().forEach(warning -> value.warning(warning.toString()));
        yield read;
      }
      case ParseResult.Invalid<RuleExpression>(List<ExpressionProblem> problems) -> {
        problems.forEach(problem -> value.error(problem.toString()));
        yield null;
      }
    };
  }

  private @Nullable Set<HostPattern> scope(@Nullable Value value) {
    if (value == null || value.isNothing()) {
      return null;
    }
    Set<HostPattern> scope = new LinkedHashSet<>();
    for (Value item : value.items()) {
      String name = item.text();
      if (name == null) {
        continue;
      }
      HostPattern host = HostNames.read(name, item);
      if (host != null && hosts.containsKey(host)) {
        scope.add(host);
      } else if (host != null) {
        List<String> names = hosts.keySet().stream().map(HostPattern::name).toList();
        item.error(
            "no host named %s%s".formatted(Quoted.text(name), Suggestion.among(name, names)));
      }
    }
    return scope;
  }
}
