package dev.edgekeep.keyserver.check;

import java.io.PrintWriter;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of a command: the operations to try, and the form of the report. */
public final class ReportOptions {
  /** Forms of a report. */
  enum Format {
    text,
    json
  }

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
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  private Format format = Format.text;

  /**
   * Returns whether decryption is tried.
   *
   * @param otherwise the answer without the option
   */
  public boolean decrypts(boolean otherwise) {
    return operations == null ? otherwise : operations.contains(Operation.decrypt);
  }

  /** Writes the report. */
  public void print(CheckReport report, PrintWriter out) {
    switch (format) {
      case text -> new TextReport(out).print(report);
      case json -> out.println(JsonReport.of(report));
    }
    out.flush();
  }
}
