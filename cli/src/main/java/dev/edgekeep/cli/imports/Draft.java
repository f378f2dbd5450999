package dev.edgekeep.cli.imports;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A configuration that is being made, and the lines that it could not carry over. A restriction
 * that is not carried over becomes a rule that blocks all that the restriction covered, so that the
 * configuration admits nobody whom the original refused. One thread.
 */
final class Draft {
  private final ObjectNode root = JsonNodeFactory.instance.objectNode();
  private final List<String> notes = new ArrayList<>();
  private final Set<String> guarded = new LinkedHashSet<>();

  ObjectNode root() {
    return root;
  }

  /** A sentence for each line that is not carried over, in the order of the file. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  static ObjectNode file(String path) {
    return object().put("file", path);
  }

  void note(String place, String text, String advice) {
    notes.add("%s: %s: %s".formatted(place, text, advice));
  }

  void note(Directive directive, String advice) {
    note(directive.file() + ":" + directive.line(), directive.text(), advice);
  }

  /** Adds a rule that blocks requests. */
  void block(String name, String when) {
    rules().addObject().put("name", name).put("when", when).put("action", "block");
  }

  /**
   * Blocks what a restriction covered, until somebody has carried it over.
   *
   * @param when the requests that it covered
   */
  void guard(String place, String text, String when, String advice) {
    note(place, text, advice + "; until then a rule blocks these requests");
    if (guarded.add(when)) {
      block("not carried over: " + place, when);
    }
  }

  void guard(Directive directive, String when, String advice) {
    guard(directive.file() + ":" + directive.line(), directive.text(), when, advice);
  }

  private ArrayNode rules() {
    return root.get("rules") instanceof ArrayNode rules ? rules : root.putArray("rules");
  }

  /** A text in the rule language. */
  static String quoted(String text) {
    return "\"%s\"".formatted(text.replace("\\", "\\\\").replace("\"", "\\\""));
  }

  /** The requests of a host. */
  static String ofHost(String host) {
    return host.startsWith("*.")
        ? "ends_with(http.host, %s)".formatted(quoted(host.substring(1)))
        : "http.host eq %s".formatted(quoted(host));
  }
}
