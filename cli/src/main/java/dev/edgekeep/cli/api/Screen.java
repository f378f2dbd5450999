package dev.edgekeep.cli.api;

import dev.edgekeep.daemon.command.CommandFailure;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows answers in the format that was asked for. One thread. */
public final class Screen {
  private final PrintWriter out;
  private final PrintWriter err;
  private final OutputFormat format;

  Screen(PrintWriter out, PrintWriter err, OutputFormat format) {
    this.out = out;
    this.err = err;
    this.format = format;
  }

  /** Whether people read it, and no program. */
  public boolean isForPeople() {
    return format == OutputFormat.table;
  }

  /** A sentence for people; nothing where a program reads. */
  public void say(String sentence) {
    if (isForPeople()) {
      out.println(Cells.printable(sentence));
      out.flush();
    }
  }

  /** A sentence that does not mix with what is shown. */
  public void hint(String sentence) {
    err.println(Cells.printable(sentence));
    err.flush();
  }

  /** The warnings in an answer. */
  public void warn(JsonNode answer) {
    for (JsonNode warning : answer.path("warnings")) {
      hint("warning: " + warning.asString(""));
    }
  }

  /** Text as it is, whoever reads it. */
  public void raw(String text) {
    out.print(text);
    out.flush();
  }

  /**
   * A list.
   *
   * @param columns paths of members, as {@code clientAuth.mode}; a title may follow a colon
   */
  public void list(List<JsonNode> items, String... columns) {
    if (isForPeople()) {
      table(items, columns);
      items.forEach(this::warn);
    } else {
      ObjectNode list = JsonNodeFactory.instance.objectNode();
      items.forEach(list.putArray("items")::add);
      show(list);
    }
  }

  /** One object: for people as YAML, which is easy to read. */
  public void show(JsonNode object) {
    out.print(format == OutputFormat.json ? json(object) + "\n" : Yaml.write(object));
    out.flush();
  }

  /** One of many that come one after the other: a line each. */
  public void line(JsonNode object, String... columns) {
    switch (format) {
      case table ->
          out.println(
              Arrays.stream(columns)
                  .map(column -> Cells.text(object, path(column)))
                  .collect(Collectors.joining("  ")));
      case json -> out.println(object);
      case yaml -> out.print("---\n" + Yaml.write(object));
    }
    out.flush();
  }

  /**
   * A change that was made.
   *
   * @param sentence for people
   * @throws CommandFailure when an edge refused it, or had not taken it in time
   */
  public void changed(ApiAnswer answer, String sentence) throws CommandFailure {
    if (isForPeople()) {
      out.println(Cells.printable(sentence));
    } else if (!answer.body().isMissingNode()) {
      show(answer.body());
    }
    out.flush();
    warn(answer.body());
    requireDeployed(answer);
  }

  /**
   * @throws CommandFailure when an edge refused a change, or had not taken it in time
   */
  public static void requireDeployed(ApiAnswer answer) throws CommandFailure {
    switch (answer.deploymentState()) {
      case "rejected" ->
          throw CommandFailure.no(
              "it is stored, and an edge refuses it; see: edgekeep deployments get "
                  + answer.deployment());
      case "pending" ->
          throw CommandFailure.no(
              "it is stored, and not every edge has it yet; see: edgekeep deployments get "
                  + answer.deployment());
      case null, default -> {}
    }
  }

  private static String json(JsonNode node) {
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(node);
  }

  private void table(List<JsonNode> items, String... columns) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(Arrays.stream(columns).map(Screen::title).toList());
    for (JsonNode item : items) {
      rows.add(Arrays.stream(columns).map(column -> Cells.text(item, path(column))).toList());
    }
    int[] widths =
        IntStream.range(0, columns.length)
            .map(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toArray();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
  }

  private static String path(String column) {
    int colon = column.indexOf(':');
    return colon < 0 ? column : column.substring(0, colon);
  }

  private static String title(String column) {
    int colon = column.indexOf(':');
    String name =
        colon < 0 ? column.substring(column.lastIndexOf('.') + 1) : column.substring(colon + 1);
    return name.toUpperCase(Locale.ROOT);
  }
}
