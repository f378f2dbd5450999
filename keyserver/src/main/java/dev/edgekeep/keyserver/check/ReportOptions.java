package dev.edgekeep.keyserver.check;

import dev.edgekeep.daemon.command.CommandFailure;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of a command: the operations to try, and the form of the report. */
public final class ReportOptions {
  /** Operations of edges, as in a key server's {@code allow}. */
  enum Operation {
    sign,
    decrypt
  }

  @Option(
      names = "--operations",
      split = ",",
      paramLabel = "LIST",
      description =
          "Operations to try: sign, or sign,decrypt. Only RSA keys decrypt, for RSA key exchange.")
  private @Nullable Set<Operation> operations;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      completionCandidates = Formats.class,
      description = "The output format: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  private String format = "table";

  @Option(names = "--json", description = "Print JSON; the same as -o json.")
  private boolean json;

  /** The formats of a report, as the option spells them. */
  static final class Formats extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Formats() {
      super(List.of("table", "json"));
    }
  }

  /**
   * Returns whether decryption is tried.
   *
   * @param otherwise the answer without the option
   */
  public boolean decrypts(boolean otherwise) {
    return operations == null ? otherwise : operations.contains(Operation.decrypt);
  }

  /**
   * Writes the report.
   *
   * @throws CommandFailure when there is no such format
   */
  public void print(CheckReport report, PrintWriter out) throws CommandFailure {
    switch (json ? "json" : format) {
      case "table", "text" -> new TextReport(out).print(report); // text: the old name
      case "json" -> out.println(JsonReport.of(report));
      default ->
          throw CommandFailure.configuration(
              "-o: \"%s\" is not a format of this command; use table or json".formatted(format));
    }
    out.flush();
  }
}
