package dev.edgekeep.cli.input;

import dev.edgekeep.config.document.DocumentException;
import dev.edgekeep.config.document.DocumentText;
import dev.edgekeep.config.document.Node;
import dev.edgekeep.daemon.command.CommandFailure;
import java.nio.file.Path;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** YAML and JSON documents that the user names; {@code -} is standard input. */
public final class Documents {
  private static final Pattern INTEGER = Pattern.compile("-?(?:0|[1-9][0-9]{0,17})");

  private Documents() {}

  /**
   * A document as the API accepts it.
   *
   * @throws CommandFailure when it cannot be read, or a key occurs twice
   */
  public static JsonNode read(Path file) throws CommandFailure {
    return json(parse(file), file);
  }

  /**
   * A document with its lines.
   *
   * @throws CommandFailure when it cannot be read or is not a document
   */
  public static Node parse(Path file) throws CommandFailure {
    try {
      return DocumentText.of(String.valueOf(file.getFileName()), InputFile.bytes(file)).parse();
    } catch (DocumentException e) {
      throw CommandFailure.configuration(
          e.line() > 0
              ? "%s, line %d: %s".formatted(file, e.line(), e.getMessage())
              : "%s: %s".formatted(file, e.getMessage()));
    }
  }

  /**
   * A parsed document as JSON: unquoted scalars are read as YAML 1.2 defines (§10.2).
   *
   * @throws CommandFailure when a key occurs twice
   */
  public static JsonNode json(Node node, Path file) throws CommandFailure {
    return switch (node) {
      case Node.Mapping mapping -> {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Node.Entry entry : mapping.entries()) {
          if (object.has(entry.key())) {
            throw CommandFailure.configuration(
                "%s, line %d: duplicate key %s".formatted(file, entry.line(), entry.key()));
          }
          object.set(entry.key(), json(entry.value(), file));
        }
        yield object;
      }
      case Node.Sequence sequence -> {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Node item : sequence.items()) {
          array.add(json(item, file));
        }
        yield array;
      }
      case Node.Scalar scalar -> scalar(scalar);
    };
  }

  private static JsonNode scalar(Node.Scalar scalar) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (scalar.isNothing()) {
      return json.nullNode();
    }
    if (!scalar.quoted()) {
      if (scalar.text().equals("true") || scalar.text().equals("false")) {
        return json.booleanNode(scalar.text().equals("true"));
      }
      if (INTEGER.matcher(scalar.text()).matches()) {
        return json.numberNode(Long.parseLong(scalar.text()));
      }
    }
    return json.stringNode(scalar.text());
  }
}
