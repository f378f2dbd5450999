package dev.edgekeep.control.record;

import dev.edgekeep.config.document.DocumentException;
import dev.edgekeep.config.document.DocumentText;
import dev.edgekeep.config.value.DocumentPath;
import dev.edgekeep.config.value.Problems;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Settings that are stored as the JSON in which they were given. */
public final class Settings {
  /** Members that hold a private key. */
  private static final String SECRET = "key";

  /** Stands where a private key was found among certificates. */
  public static final String REMOVED =
      "[a private key stood here; it is not shown: store the record again without it, and replace"
          + " the key]";

  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN [^\\r\\n]*PRIVATE KEY-----.*?-----END [^\\r\\n]*PRIVATE KEY-----\\s*",
          Pattern.DOTALL);

  private Settings() {}

  /**
   * Removes private keys.
   *
   * @return whether one was found
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

  /**
   * Removes private keys from texts that should hold certificates only. Earlier versions stored
   * such texts; no call accepts one today.
   *
   * @return the same with {@link #REMOVED} in the place of each key
   */
  public static JsonNode masked(JsonNode node) {
    if (node.isString()) {
      return JsonNodeFactory.instance.stringNode(masked(node.stringValue()));
    }
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      object
          .properties()
          .forEach(member ->
              copy.set(
                  member.getKey(),
                  member.getKey().equals(SECRET) ? member.getValue() : masked(member.getValue())));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      array.forEach(item -> copy.add(masked(item)));
      return copy;
    }
    return node;
  }

  private static String masked(String text) {
    if (!PemFiles.holdsPrivateKey(text)) {
      return text;
    }
    String others = PRIVATE_KEY.matcher(text).replaceAll(REMOVED + "\n");
    return PemFiles.holdsPrivateKey(others) ? REMOVED : others;
  }

  private static String withoutMisplacedKeys(String json) {
    return PemFiles.holdsPrivateKey(json)
        ? masked(JsonMapper.shared().readTree(json)).toString()
        : json;
  }

  /** Stored settings as JSON; an empty object when they cannot be read. */
  public static JsonNode stored(ObjectMapper json, String text) {
    try {
      JsonNode tree = json.readTree(text);
      return tree.isObject() ? tree : JsonNodeFactory.instance.objectNode();
    } catch (JacksonException _) {
      return JsonNodeFactory.instance.objectNode();
    }
  }

  /** The settings with their name and what else is shown of the record. */
  public static Map<String, Object> view(Map<String, Object> record, JsonNode settings) {
    for (Map.Entry<String, JsonNode> member : masked(settings).properties()) {
      record.put(member.getKey(), member.getValue());
    }
    return record;
  }

  /**
   * Reads stored settings, which were valid once.
   *
   * @throws IllegalStateException when they are no longer valid
   */
  public static <T> T read(String name, String json, Function<Value, @Nullable T> reader) {
    Problems problems = new Problems(name);
    try {
      byte[] bytes = withoutMisplacedKeys(json).getBytes(StandardCharsets.UTF_8);
      T value =
          reader.apply(
              new Value(
                  DocumentText.of("stored.json", bytes).parse(), DocumentPath.ROOT, problems));
      if (value == null || problems.hasErrors()) {
        throw new IllegalStateException(
            "%s can no longer be used: %s".formatted(name, problems.errors()));
      }
      return value;
    } catch (DocumentException | JacksonException e) {
      throw new IllegalStateException("%s is damaged: %s".formatted(name, e.getMessage()), e);
    }
  }
}
