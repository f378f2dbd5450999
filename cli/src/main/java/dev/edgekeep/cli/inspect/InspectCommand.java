package dev.edgekeep.cli.inspect;

import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.x509.inspect.Inspector;
import dev.edgekeep.x509.inspect.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** {@code edgekeep inspect}: what is in these files, and what is wrong with them. */
@Command(
    name = "inspect",
    description = {
      "What is in these PEM, DER, PKCS#12, CSR, CRL and key files, and what is wrong with them.",
      "Exit status 0: nothing is wrong. 1: something is. 2: a file cannot be read."
    })
public final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--password",
      arity = "0..1",
      interactive = true,
      paramLabel = "WORD",
      description = "For PKCS#12 files and encrypted keys; asked for when no word is given.")
  private char @Nullable [] password;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to look into.")
  private List<Path> files = new ArrayList<>();

  @Override
  public Integer call() throws CommandFailure {
    Inspector inspector = new Inspector(Instant.now(), password);
    for (Path file : files) {
      inspector.add(file.toString(), content(file));
    }
    Report report = inspector.report();
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? json(report) + System.lineSeparator() : report.text());
    out.flush();
    return report.isClean() ? 0 : CommandFailure.NO;
  }

  private static byte[] content(Path file) throws CommandFailure {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw CommandFailure.configuration(file + ": no such file");
    } catch (IOException e) {
      throw CommandFailure.configuration(file + ": cannot be read: " + e.getMessage());
    }
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
