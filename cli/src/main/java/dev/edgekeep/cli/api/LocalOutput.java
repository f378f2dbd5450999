package dev.edgekeep.cli.api;

import dev.edgekeep.control.yaml.Yaml;
import java.io.PrintWriter;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** The options for the output format of a command that calls no API. One thread. */
public final class LocalOutput {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "The output format: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  private OutputFormat format = OutputFormat.table;

  @Option(names = "--json", description = "Print JSON; the same as -o json.")
  private boolean json;

  /** Returns whether the output is for people rather than for programs. */
  public boolean isForPeople() {
    return !json && format == OutputFormat.table;
  }

  /**
   * Prints a document for programs.
   *
   * @param document JSON
   */
  public void print(String document, PrintWriter out) {
    if (json || format == OutputFormat.json) {
      out.println(document.strip());
    } else {
      out.print(Yaml.write(JsonMapper.shared().readTree(document)));
    }
    out.flush();
  }
}
