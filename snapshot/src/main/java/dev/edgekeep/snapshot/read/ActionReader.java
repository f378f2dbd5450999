package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node;
import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Suggestion;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.rules.ParseResult;
import dev.edgekeep.rules.ValueExpression;
import dev.edgekeep.rules.syntax.ExpressionProblem;
import dev.edgekeep.snapshot.RuleAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a rule does: a word beside its parameters, or a word with them in it. {@code action:
 * block}, {@code action: {block: {status: 451}}} and {@code action: block, status: 451} are fine.
 */
final class ActionReader {
  private static final Bounds ANY_STATUS = new Bounds(100, 999);

  /** Reads the parameters of one kind of action. */
  @FunctionalInterface
  private interface Kind {
    /**
     * @param isNested whether the section is the action's own, and not the rule's
     */
    @Nullable RuleAction read(Section parameters, boolean isNested);
  }

  private static final Map<String, Kind> KINDS = kinds();

  private ActionReader() {}

  private static Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    kinds.put("block", (section, isNested) -> block(section));
    kinds.put("log", (section, isNested) -> new RuleAction.Log());
    kinds.put("monitor", (section, isNested) -> new RuleAction.Log());
    kinds.put("allow", (section, isNested) -> new RuleAction.Allow());
    kinds.put("skip", (section, isNested) -> new RuleAction.Allow());
    kinds.put("redirect", (section, isNested) -> redirect(section));
    kinds.put(
        "set_request_header",
        (section, isNested) -> HeaderActionReader.set(section, isNested, true));
    kinds.put(
        "remove_request_header",
        (section, isNested) -> HeaderActionReader.remove(section, isNested, true));
    kinds.put(
        "set_response_header",
        (section, isNested) -> HeaderActionReader.set(section, isNested, false));
    kinds.put(
        "remove_response_header",
        (section, isNested) -> HeaderActionReader.remove(section, isNested, false));
    kinds.put("rewrite", (section, isNested) -> RewriteActionReader.read(section));
    kinds.put("respond", (section, isNested) -> ResponseActionReader.respond(section));
    kinds.put("cors", (section, isNested) -> ResponseActionReader.cors(section));
    kinds.put("close", (section, isNested) -> new RuleAction.Close());
    kinds.put("rate_limit", ActionReader::rateLimit);
    return kinds;
  }

  /** The action of a rule, or of a rate limit; null when it is wrong. */
  static @Nullable RuleAction read(Section rule) {
    Value action = rule.require("action", "give what to do, as in block");
    if (action == null) {
      return null;
    }
    if (!(action.node() instanceof Node.Mapping mapping)) {
      Kind kind = action.choice(KINDS);
      return kind == null ? null : kind.read(rule, false);
    }
    Section section = action.section();
    if (section == null || mapping.entries().size() != 1) {
      action.error("give one action, as in {block: {status: 403}}");
      return null;
    }
    String word = mapping.entries().getFirst().key();
    Kind kind = KINDS.get(word);
    Value parameters = section.get(word);
    if (kind == null || parameters == null) {
      action.error(
          "there is no action %s%s"
              .formatted(Quoted.text(word), Suggestion.among(word, KINDS.keySet())));
      return null;
    }
    return nested(kind, parameters);
  }

  private static @Nullable RuleAction nested(Kind kind, Value parameters) {
    Section section =
        parameters.isNothing()
            ? new Section(
                new Node.Mapping(List.of(), parameters.node().line()),
                parameters.path(),
                parameters.problems())
            : parameters.section();
    if (section == null) {
      return null;
    }
    RuleAction action = kind.read(section, true);
    section.end();
    return action;
  }

  private static RuleAction block(Section parameters) {
    int status = (int) parameters.number("status", RuleAction.Block.STATUS, 403);
    Value body = parameters.get("body");
    Value type = parameters.get("contentType");
    String contentType = type == null ? null : HeaderActionReader.value(type);
    return new RuleAction.Block(status, body == null ? null : body.text(), contentType);
  }

  private static @Nullable RuleAction redirect(Section parameters) {
    Value status = parameters.get("status");
    int code = status == null ? 302 : (int) status.number(ANY_STATUS, 302);
    if (status != null && !RuleAction.Redirect.STATUSES.contains(code)) {
      status.error("%d is not a redirect; give 301, 302, 303, 307 or 308".formatted(code));
      code = 302;
    }
    boolean keepQuery = parameters.flag("keepQuery", false);
    RuleAction.Text to =
        text(parameters, "to", "toExpression", "give where it leads, or toExpression");
    return to == null ? null : new RuleAction.Redirect(code, to, keepQuery);
  }

  /** A text under one key, or the expression that computes it under another. */
  static RuleAction.@Nullable Text text(
      Section parameters, String key, String expressionKey, String purpose) {
    Value expression = parameters.get(expressionKey);
    Value fixed = expression == null ? parameters.require(key, purpose) : parameters.get(key);
    if (expression != null && fixed != null) {
      fixed.error("%s says it already; keep one of them".formatted(expressionKey));
      return null;
    }
    if (expression != null) {
      ValueExpression computed = expression(expression);
      return computed == null ? null : new RuleAction.Text.Computed(computed);
    }
    String text = fixed == null ? null : HeaderActionReader.value(fixed);
    return text == null ? null : new RuleAction.Text.Fixed(text);
  }

  private static @Nullable ValueExpression expression(Value value) {
    String text = value.text();
    if (text == null) {
      return null;
    }
    return switch (ValueExpression.parse(text)) {
      case ParseResult.Parsed<ValueExpression>(ValueExpression read) -> read;
      case ParseResult.Invalid<ValueExpression>(List<ExpressionProblem> problems) -> {
        problems.forEach(problem -> value.error(problem.toString()));
        yield null;
      }
    };
  }

  private static @Nullable RuleAction rateLimit(Section parameters, boolean isNested) {
    List<ValueExpression> by = by(parameters.get("by"));
    Value period = parameters.require("period", "give the seconds in which requests are counted");
    Value threshold = parameters.require("threshold", "give how many requests there may be");
    RuleAction action = isNested ? above(parameters) : RuleAction.Block.TOO_MANY;
    if (period == null || threshold == null || action == null) {
      return null;
    }
    long seconds = period.number(RuleAction.RateLimit.PERIOD_SECONDS, 1);
    long most = threshold.number(RuleAction.RateLimit.THRESHOLD, 1);
    return new RuleAction.RateLimit(by, Duration.ofSeconds(seconds), most, action);
  }

  /** The action for requests above the limit; status 429 where there is none. */
  private static @Nullable RuleAction above(Section parameters) {
    Value said = parameters.get("action");
    if (said == null) {
      return RuleAction.Block.TOO_MANY;
    }
    RuleAction action = read(parameters);
    if (action instanceof RuleAction.RateLimit) {
      said.error("the action of a rate limit is another action, as block");
      return null;
    }
    boolean isPlainBlock = action instanceof RuleAction.Block block && block.status() == 403;
    return isPlainBlock && said.node() instanceof Node.Scalar ? RuleAction.Block.TOO_MANY : action;
  }

  private static List<ValueExpression> by(@Nullable Value value) {
    List<ValueExpression> by = new ArrayList<>();
    if (value != null) {
      List<Value> items = value.node() instanceof Node.Scalar ? List.of(value) : value.items();
      for (Value item : items) {
        ValueExpression expression = expression(item);
        if (expression != null) {
          by.add(expression);
        }
      }
    }
    return by;
  }
}
