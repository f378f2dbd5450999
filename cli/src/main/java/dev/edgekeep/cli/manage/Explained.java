package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.Cells;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Shows an explanation of the API in lines of text, with the chain as a tree. */
final class Explained {
  private static final int DATE = "2027-01-31".length();

  private Explained() {}

  static List<String> lines(JsonNode answer) {
    List<String> lines = new ArrayList<>();
    boolean admitted = answer.path("admitted").asBoolean(false);
    lines.add(
        "%s (client authentication: %s): %s%s"
            .formatted(
                Cells.text(answer, "host"),
                answer.path("mode").asString("").isEmpty()
                    ? "out of service"
                    : Cells.text(answer, "mode"),
                admitted ? "ADMITTED" : "REFUSED",
                answer.has("verdict") ? ", verdict " + Cells.text(answer, "verdict") : ""));
    add(lines, "", answer.path("sentence"));
    add(lines, "", answer.path("advice"));
    chain(lines, answer.path("chain"));
    if (answer.path("alone").has("sentence")) {
      add(
          lines,
          "If the client sent only its own certificate: ",
          answer.path("alone").path("sentence"));
    }
    trust(lines, answer.path("trust"));
    section(lines, "What would admit the client:", answer.path("remedies"), "text");
    section(lines, "Note:", answer.path("notes"), "");
    section(lines, "Newest events about the client:", answer.path("events"), "detail");
    return lines;
  }

  private static void add(List<String> lines, String before, JsonNode text) {
    if (!text.asString("").isEmpty()) {
      lines.add(before + text.asString(""));
    }
  }

  /** The client's certificate first, and each issuer below it. */
  private static void chain(List<String> lines, JsonNode chain) {
    if (chain.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("Chain:");
    for (int i = 0; i < chain.size(); i++) {
      JsonNode each = chain.get(i);
      boolean fine = each.path("state").asString("").equals("ok");
      lines.add(
          "  %s%s %s  (%s, %s, until %s%s)"
              .formatted(
                  i == 0 ? "" : "   ".repeat(i - 1) + "└─ ",
                  fine ? "✓" : "✗",
                  Cells.text(each, "subject"),
                  Cells.text(each, "kind"),
                  each.path("from").asString("").equals("client")
                      ? "sent by the client"
                      : "known to the host",
                  date(each),
                  fine ? "" : ", " + Cells.text(each, "state")));
    }
    JsonNode last = chain.get(chain.size() - 1);
    if (!last.path("kind").asString("").equals("root")) {
      lines.add(
          "  %s? issued by %s, which is not known here"
              .formatted("   ".repeat(chain.size() - 1) + "└─ ", Cells.text(last, "issuer")));
    }
  }

  private static String date(JsonNode certificate) {
    String time = certificate.path("notAfter").asString("");
    return time.length() < DATE ? time : time.substring(0, DATE);
  }

  private static void trust(List<String> lines, JsonNode trust) {
    lines.add("");
    if (trust.isEmpty()) {
      lines.add("The host trusts no client CA.");
      return;
    }
    lines.add("The host trusts:");
    for (JsonNode each : trust) {
      lines.add("  %s (%s)".formatted(Cells.text(each, "name"), Cells.text(each, "kind")));
    }
  }

  private static void section(List<String> lines, String title, JsonNode items, String member) {
    if (items.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(title);
    for (JsonNode item : items) {
      lines.add("  - " + (member.isEmpty() ? item.asString("") : Cells.text(item, member)));
    }
  }
}
