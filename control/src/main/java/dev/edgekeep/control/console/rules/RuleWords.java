package dev.edgekeep.control.console.rules;

import dev.edgekeep.rules.ParseResult;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.Function;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** The words that the editor of rules offers, and what it knows of an expression. */
public final class RuleWords {
  private static final String JSON = JsonMapper.shared().writeValueAsString(all());

  private RuleWords() {}

  /**
   * A word of the language.
   *
   * @param type of a field or of a function's result
   * @param kind {@code field}, {@code function} or {@code operator}
   */
  public record Word(String text, String type, String kind) {}

  private static List<Word> all() {
    List<Word> words = new ArrayList<>();
    for (Field field : Field.values()) {
      words.add(new Word(field.label(), field.type().toString(), "field"));
    }
    for (Function function : Function.values()) {
      words.add(new Word(function.label(), "()", "function"));
    }
    for (String operator :
        List.of(
            "eq",
            "ne",
            "lt",
            "le",
            "gt",
            "ge",
            "contains",
            "matches",
            "wildcard",
            "strict wildcard",
            "in",
            "and",
            "or",
            "xor",
            "not")) {
      words.add(new Word(operator, "", "operator"));
    }
    return List.copyOf(words);
  }

  /** All words as a JSON list. */
  public static String json() {
    return JSON;
  }

  /** Returns whether a stored expression names no host: it applies to every host of its site. */
  public static boolean isForEveryHost(String when) {
    return RuleExpression.parse(when) instanceof ParseResult.Parsed<RuleExpression>(var read)
        && !read.checks().mentionsHost();
  }
}
