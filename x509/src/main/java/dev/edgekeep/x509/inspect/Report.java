package dev.edgekeep.x509.inspect;

import java.util.List;

/**
 * The result of inspecting files.
 *
 * @param problems problems among several items: order, gaps, keys that do not match
 */
public record Report(List<Item> items, List<String> problems) {
  /**
   * One item in a file.
   *
   * @param kind such as {@code certificate}
   * @param where the file, and the location in it
   * @param problems problems of this item alone
   */
  public record Item(String kind, String where, List<Fact> facts, List<String> problems) {}

  /** A property of an item, such as {@code subject}. */
  public record Fact(String name, String value) {}

  /** Returns whether there are no problems. */
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
