package dev.edgekeep.control.api;

import dev.edgekeep.config.document.Node;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Converts a body that was parsed as a JSON document into Jackson's tree. */
final class BodyJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private BodyJson() {}

  static JsonNode of(Node node) {
    return switch (node) {
      case Node.Mapping(var entries, var _) -> {
        ObjectNode object = NODES.objectNode();
        entries.forEach(entry -> object.set(entry.key(), of(entry.value())));
        yield object;
      }
      case Node.Sequence(var items, var _) -> {
        ArrayNode array = NODES.arrayNode();
        items.forEach(item -> array.add(of(item)));
        yield array;
      }
      case Node.Scalar(String text, boolean quoted, var _) ->
          // Unquoted: a number, true, false or null, as JSON writes it.
          quoted ? NODES.stringNode(text) : JsonMapper.shared().readTree(text);
    };
  }
}
