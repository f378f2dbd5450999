package dev.edgekeep.cli.inspect;

import dev.edgekeep.cli.api.LocalOutput;
import dev.edgekeep.cli.input.InputFile;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.x509.inspect.Inspector;
import dev.edgekeep.x509.inspect.Report;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** {@code edgekeep inspect}: shows the content of certificate files and their problems. */
@Command(
    name = "inspect",
    description = {
      "Show the content of certificate, key, CSR, CRL and PKCS#12 files (PEM or DER), and problems"
          + " with them.",
      "Exit status 0: no problems. 1: problems found. 2: a file cannot be read."
    })
public final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private final LocalOutput output = new LocalOutput();

  @Option(
      names = "--password",
      arity = "0..1",
      interactive = true,
      paramLabel = "WORD",
      description =
          "The password of PKCS#12 files and encrypted keys; prompts for it if no value is given.")
  private char @Nullable [] password;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files to inspect.")
  private List<Path> files = new ArrayList<>();

  @Override
  public Integer call() throws CommandFailure {
    Inspector inspector = new Inspector(Instant.now(), password);
    for (Path file : files) {
      inspector.add(file.toString(), InputFile.bytes(file));
    }
    Report report = inspector.report();
    PrintWriter out = spec.commandLine().getOut();
    if (output.isForPeople()) {
      out.print(report.text());
      out.flush();
    } else {
      output.print(json(report), out);
    }
    return report.isClean() ? 0 : CommandFailure.NO;
  }

  private static String json(Report report) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("items");
      for (Report.Item item : report.items()) {
        item(item, json);
      }
      json.writeEndArray();
      strings("problems", report.problems(), json);
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void item(Report.Item item, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("kind", item.kind());
    json.writeStringProperty("where", item.where());
    json.writeObjectPropertyStart("facts");
    for (Report.Fact fact : item.facts()) {
      json.writeStringProperty(fact.name(), fact.value());
    }
    json.writeEndObject();
    strings("problems", item.problems(), json);
    json.writeEndObject();
  }

  private static void strings(String name, List<String> values, JsonGenerator json) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }
}
