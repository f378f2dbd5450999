package dev.edgekeep.control.rule;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.error.Violation;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks the order of rules: all of them, each once; and computes its revision. */
final class RuleOrder {
  private RuleOrder() {}

  /**
   * @throws DomainException when it has not, telling all that is wrong
   */
  static void check(List<RuleRecord> rules, List<String> wanted) {
    Set<String> known = rules.stream().map(RuleRecord::id).collect(Collectors.toSet());
    Set<String> seen = new HashSet<>();
    List<Violation> violations = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      String id = wanted.get(i);
      if (!known.contains(id)) {
        violations.add(at(i, "there is no rule with the id %s".formatted(id)));
      } else if (!seen.add(id)) {
        violations.add(at(i, "the rule %s is there twice; keep one".formatted(id)));
      }
    }
    rules.stream()
        .filter(rule -> !seen.contains(rule.id()))
        .map(rule ->
            new Violation("order", "the rule %s (%s) is missing".formatted(rule.id(), rule.name())))
        .forEach(violations::add);
    if (!violations.isEmpty()) {
      throw DomainException.invalid(violations);
    }
  }

  /**
   * A number that is another one when a rule was added, removed, changed or moved: what {@code
   * If-Match} is compared with. 59 bits, so that it has 18 digits at most.
   */
  static long revision(List<RuleRecord> rules) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (RuleRecord rule : rules) {
        digest.update("%s %d,".formatted(rule.id(), rule.revision()).getBytes(UTF_8));
      }
      return ByteBuffer.wrap(digest.digest()).getLong() >>> 5;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static Violation at(int index, String message) {
    return new Violation("order[%d]".formatted(index), message);
  }
}
