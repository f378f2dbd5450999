package dev.edgekeep.control.rule;

import dev.edgekeep.rules.evaluate.Explanation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The result of a trial: the decision of rules about a recorded request, or of an expression.
 *
 * @param matched whether the expression, or any rule, is true of it
 * @param outcome {@code block}, {@code redirect}, {@code allow}, {@code close}, or {@code forward}
 *     when no rule ends it; null for an expression
 * @param target the request's target as rules have rewritten it; null: they have not
 * @param decidedBy the rule that ends it
 * @param rules those that are true of it up to there, in order; null for an expression
 * @param parts of the expression, the whole first; null for rules
 */
record RuleTrial(
    boolean matched,
    @Nullable String outcome,
    @Nullable String target,
    @Nullable Matched decidedBy,
    @Nullable List<Matched> rules,
    @Nullable List<Part> parts,
    List<String> warnings) {
  /**
   * A rule that is true of the request.
   *
   * @param scope {@code account} or {@code site}
   */
  record Matched(String id, String name, String scope, JsonNode action) {}

  /**
   * A condition within the expression.
   *
   * @param depth 0 for the whole
   * @param value what stands left of its operator in this request; null when absent
   */
  record Part(int depth, String text, boolean matched, @Nullable String value) {}

  static RuleTrial of(Explanation explanation, List<String> warnings) {
    List<Part> parts =
        explanation.parts().stream()
            .map(part -> new Part(part.depth(), part.text(), part.isTrue(), part.value()))
            .toList();
    return new RuleTrial(explanation.isMatched(), null, null, null, null, parts, warnings);
  }
}
