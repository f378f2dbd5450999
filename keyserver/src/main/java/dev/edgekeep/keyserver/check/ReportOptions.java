package dev.edgekeep.keyserver.check;

import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Option;

/** What is tried, and how it is told: options of a command. */
public final class ReportOptions {
  /** The forms of a report. */
  enum Format {
    text,
    json
  }

  /** What edges ask for, as in a key server's {@code allow}. */
  enum Operation {
    sign,
    decrypt
  }

  @Option(
      names = "--operations",
      split = ",",
      paramLabel = "LIST",
      description = "sign, or sign,decrypt (the default; RSA keys only).")
  private Set<Operation> operations = EnumSet.allOf(Operation.class);

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  private Format format = Format.text;

  /** Whether decryption is tried. */
  public boolean decrypt() {
    return operations.contains(Operation.decrypt);
  }

  /** Writes the report. */
  public void print(CheckReport report, PrintWriter out) {
    switch (format) {
      case text -> new TextReport(out).print(report);
      case json -> out.println(new JsonReport().write(report));
    }
    out.flush();
  }
}
