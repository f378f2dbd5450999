package dev.edgekeep.edge.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of {@code docs/guide}, whose tables are held against the code. */
public final class GuidePage {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private final String text;

  private GuidePage(String text) {
    this.text = text;
  }

  public static GuidePage read(String name) {
    try {
      return new GuidePage(Files.readString(Path.of("..", "docs", "guide", name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The rows of the tables below a heading, up to the next one; each as the words that stand as
   * code in its cells.
   */
  public List<Row> rows(String heading) {
    return text.lines()
        .dropWhile(line -> !line.equals(heading))
        .skip(1)
        .takeWhile(line -> !line.startsWith("#"))
        .filter(line -> line.startsWith("| ") && CODE.matcher(line).find())
        .map(line -> new Row(List.of(line.substring(2).split(" \\| ", -1))))
        .toList();
  }

  /** The example in YAML whose first line this is. */
  public String example(String firstLine) {
    int start = text.indexOf("```yaml\n" + firstLine + "\n");
    if (start < 0) {
      throw new AssertionError("no example begins with " + firstLine);
    }
    start += "```yaml\n".length();
    return text.substring(start, text.indexOf("```", start));
  }

  /** A table's row. */
  public record Row(List<String> cells) {
    /** The words that stand as code in a cell. */
    public List<String> codes(int cell) {
      return code(cells.get(cell)).toList();
    }
  }

  /** All words that stand as code in the first cells of these rows. */
  public static List<String> firstCodes(List<Row> rows) {
    return rows.stream().flatMap(row -> code(row.cells().getFirst())).toList();
  }

  private static Stream<String> code(String cell) {
    return CODE.matcher(cell).results().map((MatchResult found) -> found.group(1));
  }
}
