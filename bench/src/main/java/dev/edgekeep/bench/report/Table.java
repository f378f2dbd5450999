package dev.edgekeep.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The figures of one workload, as a Markdown table.
 *
 * @param notes notable conditions, one line each
 */
public record Table(
    String title, List<String> columns, List<List<String>> rows, List<String> notes) {
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    notes = List.copyOf(notes);
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException("%s does not fit %s".formatted(row, columns));
      }
    }
  }

  public String toMarkdown() {
    List<Integer> widths = IntStream.range(0, columns.size()).mapToObj(this::width).toList();
    List<String> lines = new ArrayList<>();
    lines.add("### " + title);
    lines.add("");
    lines.add(line(columns, widths));
    lines.add(line(widths.stream().map("-"::repeat).toList(), widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    if (!notes.isEmpty()) {
      lines.add("");
      lines.addAll(notes);
    }
    return lines.stream().collect(Collectors.joining("\n", "", "\n"));
  }

  private int width(int column) {
    int widest = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    return Math.max(widest, columns.get(column).length());
  }

  private static String line(List<String> cells, List<Integer> widths) {
    return IntStream.range(0, cells.size())
        .mapToObj(i -> cells.get(i) + " ".repeat(widths.get(i) - cells.get(i).length()))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }
}
