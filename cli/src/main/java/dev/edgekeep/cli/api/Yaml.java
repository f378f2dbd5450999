package dev.edgekeep.cli.api;

import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * JSON values as YAML, for people to read and for {@code apply} to take. What is not plain text is
 * quoted and escaped: nothing that a server tells reaches the terminal as a control character.
 */
public final class Yaml {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z/][A-Za-z0-9_./@*-]*(?: [A-Za-z0-9_./@*-]+)*");
  private static final Pattern WORD = Pattern.compile("(?i)true|false|yes|no|on|off|null|y|n");

  /** Lines that do not begin with a space, which would be taken for their indentation. */
  private static final Pattern BLOCK =
      Pattern.compile("(?:[!-~\\u00a1-\\ud7ff][ -~\\u00a1-\\ud7ff]*\n)+");

  private final StringBuilder out = new StringBuilder();

  private Yaml() {}

  /** A document, with the end of its last line. */
  public static String write(JsonNode node) {
    Yaml yaml = new Yaml();
    if (isFlat(node)) {
      yaml.flat(node, 0);
    } else {
      yaml.block(node, 0);
    }
    return yaml.out.toString();
  }

  private static boolean isFlat(JsonNode node) {
    return !node.isContainer() || node.isEmpty();
  }

  private void block(JsonNode node, int indent) {
    if (node.isArray()) {
      for (JsonNode item : node) {
        out.repeat(' ', indent).append("- ");
        if (isFlat(item)) {
          flat(item, indent);
        } else if (item.isArray()) {
          out.append('\n');
          block(item, indent + 2);
        } else {
          int start = out.length();
          block(item, indent + 2);
          // The first key stands behind the dash.
          out.delete(start, start + indent + 2);
        }
      }
      return;
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      out.repeat(' ', indent).append(text(entry.getKey())).append(':');
      JsonNode value = entry.getValue();
      if (isFlat(value)) {
        out.append(' ');
        flat(value, indent);
      } else {
        out.append('\n');
        block(value, indent + 2);
      }
    }
  }

  private void flat(JsonNode node, int indent) {
    if (node.isString() && BLOCK.matcher(node.stringValue()).matches()) {
      out.append("|\n");
      node.stringValue()
          .lines()
          .forEach(line -> out.repeat(' ', indent + 2).append(line).append('\n'));
    } else if (node.isString()) {
      out.append(text(node.stringValue())).append('\n');
    } else {
      out.append(node).append('\n');
    }
  }

  private static String text(String text) {
    return PLAIN.matcher(text).matches() && !WORD.matcher(text).matches() ? text : quoted(text);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .forEach(c -> {
          switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            default -> {
              if (Character.isISOControl(c)) {
                quoted.append("\\u%04x".formatted(c));
              } else {
                quoted.append((char) c);
              }
            }
          }
        });
    return quoted.append('"').toString();
  }
}
