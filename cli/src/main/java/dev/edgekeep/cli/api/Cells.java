package dev.edgekeep.cli.api;

import dev.edgekeep.daemon.command.PrintableWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Formats values of API responses as text for a terminal. */
public final class Cells {
  private static final String NOTHING = "-";

  private Cells() {}

  /**
   * The value at a path of members, such as {@code clientAuth.mode}: items of lists separated by
   * commas, {@code -} for no value.
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
   * The text without control and bidirectional characters other than line breaks: events contain
   * text that clients have sent.
   */
  public static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.chars()
        .forEach(c -> printable.append(PrintableWriter.isUnsafe(c) || c == '\t' ? '?' : (char) c));
    return printable.toString();
  }
}
