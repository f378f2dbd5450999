package dev.edgekeep.cli.imports;

import dev.edgekeep.cli.input.InputFile;
import dev.edgekeep.config.document.ConfigurationKind;
import dev.edgekeep.control.yaml.Yaml;
import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edgekeep import}. */
@Command(
    name = "import",
    description = {
      "Make a configuration from one of another program: nginx (nginx.conf), ingress-nginx"
          + " (Kubernetes manifests) or EdgeOne's key server (trpc_go.yaml).",
      "Standard error names each line that is not carried over. Where such a line restricted"
          + " access, a rule blocks the requests until you have replaced it.",
      "Exit status 0: everything is carried over. 1: something is not. 2: the file cannot be read."
    })
public final class ImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The file; its kind is recognized by its content.")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the configuration to this new file; default: standard output.")
  private @Nullable Path out;

  @Override
  public Integer call() throws CommandFailure, IOException {
    Draft draft = draft(InputFile.text(file));
    String text = Yaml.write(draft.root());
    if (out == null) {
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
    } else {
      write(out, text);
    }
    PrintWriter err = spec.commandLine().getErr();
    draft.notes().forEach(note -> err.println("not carried over: " + note));
    err.flush();
    return draft.notes().isEmpty() ? 0 : CommandFailure.NO;
  }

  private Draft draft(String text) throws CommandFailure {
    ConfigurationKind kind = ConfigurationKind.of(text);
    return switch (kind) {
      case NGINX -> NginxImport.of(file);
      case INGRESS -> IngressImport.of(file, text);
      case EDGEONE -> KeyServerImport.of(file);
      case null, default ->
          throw CommandFailure.configuration(
              file
                  + ": this is neither a configuration of nginx (a server block is missing), nor a"
                  + " Kubernetes manifest, nor trpc_go.yaml");
    };
  }

  private void write(Path target, String text) throws CommandFailure, IOException {
    if (Files.exists(target)) {
      throw CommandFailure.configuration(target + " exists; use another name for --out");
    }
    Files.writeString(target, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    spec.commandLine().getErr().println(target + " written");
  }
}
