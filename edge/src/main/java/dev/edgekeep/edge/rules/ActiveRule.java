package dev.edgekeep.edge.rules;

import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A rule in force and its counters. Any thread. */
public final class ActiveRule {
  private final Rule rule;
  private final LongAdder matches;
  private final @Nullable RateLimiter limiter;

  private ActiveRule(Rule rule, LongAdder matches, @Nullable RateLimiter limiter) {
    this.rule = rule;
    this.matches = matches;
    this.limiter = limiter;
  }

  /**
   * @param before the rule of the same name that was in force: its match count is kept, and so is
   *     the state of its rate limit if that has not changed
   */
  static ActiveRule of(Rule rule, @Nullable ActiveRule before) {
    LongAdder matches = before == null ? new LongAdder() : before.matches;
    return new ActiveRule(rule, matches, limiter(rule, before));
  }

  private static @Nullable RateLimiter limiter(Rule rule, @Nullable ActiveRule before) {
    if (!(rule.action() instanceof RuleAction.RateLimit limit)) {
      return null;
    }
    boolean isSame =
        before != null
            && before.rule.action() instanceof RuleAction.RateLimit was
            && was.by().equals(limit.by())
            && was.period().equals(limit.period())
            && was.threshold() == limit.threshold();
    RateLimiter kept = before == null || !isSame ? null : before.limiter;
    return kept != null
        ? kept
        : new RateLimiter(limit.period(), limit.threshold(), RateLimiter.MAX_KEYS);
  }

  public Rule rule() {
    return rule;
  }

  /** The number of requests that matched its expression. */
  public long matches() {
    return matches.sum();
  }

  void count() {
    matches.increment();
  }

  /** The action for a matching request; null when its rate limit allows the request. */
  @Nullable RuleAction actionFor(RequestView view) {
    if (limiter == null || !(rule.action() instanceof RuleAction.RateLimit limit)) {
      return rule.action();
    }
    return limiter.allows(key(limit, view), System.nanoTime()) ? null : limit.action();
  }

  private static String key(RuleAction.RateLimit limit, RequestView view) {
    if (limit.by().size() == 1) {
      return String.valueOf(limit.by().getFirst().value(view));
    }
    // With the length in front no two lists of values have the same key.
    return limit.by().stream()
        .map(by -> String.valueOf(by.value(view)))
        .map(value -> value.length() + ":" + value)
        .collect(Collectors.joining(","));
  }
}
