package dev.edgekeep.cli.api;

import dev.edgekeep.daemon.command.PrintableWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Values of an answer as text that may go to a terminal. */
public final class Cells {
  private static final String NOTHING = "-";

  private Cells() {}

  /**
   * What stands at a path of members, as {@code clientAuth.mode}: lists with commas between, {@code
   * -} where there is nothing.
   */
  public static String text(JsonNode object, String path) {
    return printable(text(object, List.of(path.split("\\.", -1)))).replace('\n', ' ');
  }

  private static String text(JsonNode node, List<String> members) {
    if (members.isEmpty()) {
      return text(node);
    }
    if (node.isArray() && !node.isEmpty()) {
      return node.valueStream().map(item -> text(item, members)).collect(Collectors.joining(", "));
    }
    return text(node.path(members.getFirst()), members.subList(1, members.size()));
  }

  private static String text(JsonNode node) {
    if (node.isMissingNode() || node.isNull() || (node.isArray() && node.isEmpty())) {
      return NOTHING;
    }
    if (node.isArray()) {
      List<String> items = new ArrayList<>();
      node.forEach(item -> items.add(text(item)));
      return String.join(",", items);
    }
    return node.isString() ? node.stringValue() : node.toString();
  }

  /**
   * Without control and bidirectional characters, other than ends of lines: what clients sent is in
   * events.
   */
  public static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.chars()
        .forEach(c -> printable.append(PrintableWriter.isUnsafe(c) || c == '\t' ? '?' : (char) c));
    return printable.toString();
  }
}
