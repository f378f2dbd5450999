package dev.edgekeep.edge.decision;

import dev.edgekeep.rules.request.TargetChange;
import dev.edgekeep.snapshot.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The effects of the rules on a request, apart from the decision. Immutable.
 *
 * @param changes to header fields of the request and of its response, in order
 * @param target the change to the request's target; null when there is none
 * @param logged the rules that leave an event
 * @param decidedBy the rule that ended the evaluation; null when none did
 */
public record RuleOutcome(
    List<HeaderChange> changes,
    @Nullable TargetChange target,
    List<Rule> logged,
    @Nullable Rule decidedBy) {
  /** No rule did anything. */
  public static final RuleOutcome NONE = new RuleOutcome(List.of(), null, List.of(), null);

  public RuleOutcome {
    changes = List.copyOf(changes);
    logged = List.copyOf(logged);
  }

  /** The name of the rule that ended the evaluation; null when none did. */
  public @Nullable String ruleName() {
    return decidedBy == null ? null : decidedBy.name();
  }
}
