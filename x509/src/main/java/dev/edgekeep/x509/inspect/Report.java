package dev.edgekeep.x509.inspect;

import java.util.List;

/**
 * What was found in some files.
 *
 * @param problems what is wrong with them taken together: order, gaps, keys that do not match
 */
public record Report(List<Item> items, List<String> problems) {
  /**
   * One thing in a file.
   *
   * @param kind as {@code certificate}
   * @param where the file, and the place in it
   * @param problems what is wrong with this one by itself
   */
  public record Item(String kind, String where, List<Fact> facts, List<String> problems) {}

  /** One thing to know, as {@code subject}. */
  public record Fact(String name, String value) {}

  /** Whether nothing is wrong. */
  public boolean isClean() {
    return problems.isEmpty() && items.stream().allMatch(item -> item.problems().isEmpty());
  }

  /** The report for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Item item : items) {
      text.append(item.where()).append(": ").append(item.kind()).append('\n');
      for (Fact fact : item.facts()) {
        text.append(String.format("  %-12s %s%n", fact.name(), fact.value()));
      }
      item.problems().forEach(problem -> text.append("  ! ").append(problem).append('\n'));
    }
    problems.forEach(problem -> text.append("! ").append(problem).append('\n'));
    return text.toString();
  }
}
