package dev.edgekeep.control.rule;

import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.request.TargetChange;
import dev.edgekeep.rules.request.TargetText;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.snapshot.RuleAction;
import org.jspecify.annotations.Nullable;

/** The target of a recorded request as rules rewrite it, as an edge does. One thread. */
final class RewrittenTarget {
  private final RequestView request;
  private @Nullable TargetChange change;

  RewrittenTarget(RequestView request) {
    this.request = request;
  }

  /**
   * Adds the change of a rule.
   *
   * @return whether its expressions have values; an edge refuses the request otherwise
   */
  boolean add(RuleAction.Rewrite rewrite) {
    String path = rewrite.path() == null ? null : text(rewrite.path());
    String query = rewrite.query() == null ? null : text(rewrite.query());
    if ((rewrite.path() != null && path == null) || (rewrite.query() != null && query == null)) {
      return false;
    }
    change =
        TargetChange.of(
            change,
            new TargetChange(
                path == null ? null : TargetText.path(path),
                query == null ? null : TargetText.query(query)));
    return true;
  }

  private @Nullable String text(RuleAction.Text text) {
    return switch (text) {
      case RuleAction.Text.Fixed(String fixed) -> fixed;
      case RuleAction.Text.Computed(var expression) -> expression.value(request);
    };
  }

  /** The target; null when no rule has changed it. */
  @Nullable String text() {
    TargetChange applied = change;
    String target = request.text(Field.RAW_URI);
    return applied == null ? null : applied.applyTo(target == null ? "/" : target);
  }
}
