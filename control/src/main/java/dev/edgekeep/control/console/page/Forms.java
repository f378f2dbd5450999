package dev.edgekeep.control.console.page;

import dev.edgekeep.control.console.text.Doc;
import dev.edgekeep.control.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Bodies for calls of the API, made from what a form sent. */
public final class Forms {
  private static final Pattern WORDS = Pattern.compile("[\\s,]+");

  private Forms() {}

  public static ObjectNode object() {
    return JsonMapper.shared().createObjectNode();
  }

  /** A text where there is one. */
  public static void put(ObjectNode body, String name, String value) {
    if (!value.isBlank()) {
      body.put(name, value.strip());
    }
  }

  /** The lines and words of a text, as a list. */
  public static ArrayNode words(String text) {
    ArrayNode list = JsonMapper.shared().createArrayNode();
    WORDS.splitAsStream(text).filter(word -> !word.isEmpty()).forEach(list::add);
    return list;
  }

  /** The texts as a list. */
  public static ArrayNode list(List<String> texts) {
    ArrayNode list = JsonMapper.shared().createArrayNode();
    texts.forEach(list::add);
    return list;
  }

  /** All items of a list that has pages, up to a number of them. */
  public static List<Doc> all(Visit visit, int most, String... path) throws Exception {
    List<Doc> items = new ArrayList<>();
    String cursor = "";
    do {
      Doc page = visit.list(Map.of("limit", "1000", "cursor", cursor), path);
      items.addAll(page.list("items"));
      cursor = page.text("next");
    } while (!cursor.isEmpty() && items.size() < most);
    return items;
  }

  /** A record as YAML, as {@code edgekeep get -o yaml} shows it. */
  public static String yaml(Doc doc) {
    return Yaml.write(doc.node());
  }

  /** A value as indented JSON, for people. */
  public static String pretty(Doc doc) {
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(doc.node());
  }
}
