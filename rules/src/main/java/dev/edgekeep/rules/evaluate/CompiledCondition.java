package dev.edgekeep.rules.evaluate;

import dev.edgekeep.rules.type.Typed;

/** A compiled condition. Immutable; any thread. */
public final class CompiledCondition {
  private final Condition condition;

  private CompiledCondition(Condition condition) {
    this.condition = condition;
  }

  public static CompiledCondition of(Typed tree) {
    return new CompiledCondition(Compiler.condition(tree));
  }

  /** Returns whether the condition is true for the request. */
  public boolean matches(RequestView view) {
    return condition.test(view, null);
  }
}
