package dev.edgekeep.control.api;

import dev.edgekeep.config.document.DocumentException;
import dev.edgekeep.config.document.DocumentText;
import dev.edgekeep.config.value.Problems;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.config.value.Where;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Settings that are kept as the JSON that they were given in. */
public final class Settings {
  /** Members that hold a private key. */
  private static final String SECRET = "key";

  private Settings() {}

  /**
   * Takes private keys out.
   *
   * @return whether there were any
   */
  public static boolean removeSecrets(JsonNode node) {
    boolean found = false;
    if (node instanceof ObjectNode object) {
      found = object.remove(SECRET) != null;
    }
    Iterator<JsonNode> children = node.iterator();
    while (children.hasNext()) {
      found |= removeSecrets(children.next());
    }
    return found;
  }

  /** The settings with their name and what else is shown of the record. */
  public static Map<String, Object> view(Map<String, Object> record, JsonNode settings) {
    for (Map.Entry<String, JsonNode> member : settings.properties()) {
      record.put(member.getKey(), member.getValue());
    }
    return record;
  }

  /**
   * Reads settings that were stored, and so were right once.
   *
   * @throws IllegalStateException when they are not any more
   */
  public static <T> T read(String name, String json, Function<Value, @Nullable T> reader) {
    Problems problems = new Problems(name);
    try {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      T value =
          reader.apply(
              new Value(DocumentText.of("stored.json", bytes).parse(), Where.ROOT, problems));
      if (value == null || problems.hasErrors()) {
        throw new IllegalStateException(
            "%s cannot be used any more: %s".formatted(name, problems.errors()));
      }
      return value;
    } catch (DocumentException e) {
      throw new IllegalStateException("%s is damaged: %s".formatted(name, e.getMessage()), e);
    }
  }
}
