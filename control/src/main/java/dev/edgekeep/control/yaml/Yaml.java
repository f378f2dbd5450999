package dev.edgekeep.control.yaml;

import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.JsonNode;

/**
 * Writes JSON values as YAML, which people read and {@code apply} accepts. Text is written without
 * quotes only where every YAML version reads it as text, PEM as a block of lines, and everything
 * else in double quotes: control characters from a server are escaped.
 */
public final class Yaml {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z/][A-Za-z0-9_./@*-]*(?: [A-Za-z0-9_./@*-]+)*");

  /** Words that YAML 1.1 reads as something other than text. */
  private static final Pattern WORD = Pattern.compile("(?i)true|false|yes|no|on|off|null|y|n");

  /** Lines without a leading space, which would be read as indentation. */
  private static final Pattern BLOCK =
      Pattern.compile("(?:[!-~\\u00a1-\\ud7ff][ -~\\u00a1-\\ud7ff]*\n)+");

  private static final HexFormat HEX = HexFormat.of();

  private static final DumpSettings SETTINGS =
      DumpSettings.builder()
          .setIndicatorIndent(2)
          .setIndentWithIndicator(true)
          .setSplitLines(false)
          .setMaxSimpleKeyLength(1024)
          .build();

  private Yaml() {}

  /** A document, with the line break at its end. */
  public static String write(JsonNode value) {
    StringBuilder out = new StringBuilder();
    new Dump(SETTINGS)
        .dumpNode(
            node(value),
            new StreamDataWriter() {
              @Override
              public void write(String text) {
                write(text, 0, text.length());
              }

              @Override
              public void write(String text, int offset, int length) {
                text.substring(offset, offset + length).chars().forEach(c -> append(out, (char) c));
              }
            });
    return out.toString();
  }

  /** Escapes the control characters that YAML allows as they are: DEL, and NEL of C1. */
  private static void append(StringBuilder out, char c) {
    if (Character.isISOControl(c) && c != '\n') { // in double quotes: the other styles have none
      out.append("\\x").append(HEX.toHexDigits((byte) c));
    } else {
      out.append(c);
    }
  }

  private static Node node(JsonNode value) {
    FlowStyle style = value.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK;
    return switch (value.getNodeType()) {
      case OBJECT -> {
        List<NodeTuple> entries =
            value.properties().stream()
                .map(entry -> new NodeTuple(key(entry.getKey()), node(entry.getValue())))
                .toList();
        yield new MappingNode(Tag.MAP, entries, style);
      }
      case ARRAY -> new SequenceNode(Tag.SEQ, value.valueStream().map(Yaml::node).toList(), style);
      case STRING -> text(value.stringValue());
      case BOOLEAN -> new ScalarNode(Tag.BOOL, value.toString(), ScalarStyle.PLAIN);
      case NULL -> new ScalarNode(Tag.NULL, "null", ScalarStyle.PLAIN);
      case NUMBER ->
          new ScalarNode(
              value.isIntegralNumber() ? Tag.INT : Tag.FLOAT, value.toString(), ScalarStyle.PLAIN);
      case BINARY, MISSING, POJO ->
          throw new IllegalArgumentException("not a JSON value: " + value.getNodeType());
    };
  }

  private static ScalarNode key(String text) {
    return new ScalarNode(
        Tag.STR, text, isPlain(text) ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED);
  }

  private static ScalarNode text(String text) {
    return BLOCK.matcher(text).matches()
        ? new ScalarNode(Tag.STR, text, ScalarStyle.LITERAL)
        : key(text);
  }

  private static boolean isPlain(String text) {
    return PLAIN.matcher(text).matches() && !WORD.matcher(text).matches();
  }
}
