package dev.edgekeep.cli.api;

import dev.edgekeep.control.yaml.Yaml;
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

/** Prints API responses in the selected format. One thread. */
public final class Screen {
  private final PrintWriter out;
  private final PrintWriter err;
  private final OutputFormat format;

  Screen(PrintWriter out, PrintWriter err, OutputFormat format) {
    this.out = out;
    this.err = err;
    this.format = format;
  }

  /** Returns whether the format is for people rather than for programs. */
  public boolean isForPeople() {
    return format == OutputFormat.table;
  }

  /** Prints a sentence in the format for people only. */
  public void say(String sentence) {
    if (isForPeople()) {
      out.println(Cells.printable(sentence));
      out.flush();
    }
  }

  /** Prints a sentence to standard error. */
  public void hint(String sentence) {
    err.println(Cells.printable(sentence));
    err.flush();
  }

  /** Prints a warning to standard error. */
  public void warn(String warning) {
    hint("warning: " + warning);
  }

  /** Prints the warnings of a response. */
  public void warn(JsonNode response) {
    for (JsonNode warning : response.path("warnings")) {
      warn(warning.asString(""));
    }
  }

  /** Prints text unchanged in every format. */
  public void raw(String text) {
    out.print(text);
    out.flush();
  }

  /**
   * Prints a list.
   *
   * @param columns paths of members, such as {@code clientAuth.mode}; a title may follow a colon
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

  /** Prints one object; in the format for people as YAML. */
  public void show(JsonNode object) {
    out.print(format == OutputFormat.json ? json(object) + "\n" : Yaml.write(object));
    out.flush();
  }

  /** Prints one line for one of many objects that arrive one by one. */
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
   * Reports a change.
   *
   * @param sentence for people
   * @throws CommandFailure when an edge has rejected the change or has not applied it in time
   */
  public void changed(ApiResponse response, String sentence) throws CommandFailure {
    if (isForPeople()) {
      out.println(Cells.printable(sentence));
    } else if (!response.body().isMissingNode()) {
      show(response.body());
    }
    out.flush();
    warn(response.body());
    requireDeployed(response);
  }

  /**
   * @throws CommandFailure when an edge has rejected a change or has not applied it in time
   */
  public static void requireDeployed(ApiResponse response) throws CommandFailure {
    switch (response.deploymentState()) {
      case "rejected" ->
          throw CommandFailure.no(
              "the change is stored, but an edge rejects it; see: edgekeep deployments get "
                  + response.deployment());
      case "pending" ->
          throw CommandFailure.no(
              "the change is stored, but not every edge has applied it yet; see: edgekeep"
                  + " deployments get "
                  + response.deployment());
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
