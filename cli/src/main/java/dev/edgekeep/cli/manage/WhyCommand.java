package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Screen;
import dev.edgekeep.cli.input.InputFile;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.snapshot.HostPattern;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep why}. */
@Command(
    name = "why",
    description = {
      "Explain what happens to a client at a host now, and which changes would admit it.",
      "Without --cert and --serial, the answer is about a client without a certificate.",
      "Exit status 0: the client is admitted. 1: it is refused."
    })
public final class WhyCommand extends ApiCommand {
  @Mixin private SiteOption site;

  @Parameters(paramLabel = "HOST", description = "The name that the client connects to.")
  private String host = "";

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "The client's certificate with its intermediates, PEM, as it sends them.")
  private @Nullable Path certificate;

  @Option(
      names = "--serial",
      paramLabel = "SERIAL",
      description = "The client has the certificate with this serial number.")
  private @Nullable String serial;

  @Override
  public Integer call() throws Exception {
    if (certificate != null && serial != null) {
      throw usage("use either --cert or --serial");
    }
    ObjectNode body = Json.object();
    Json.put(body, "certificate", certificate == null ? null : InputFile.certificates(certificate));
    Json.put(body, "serial", serial);
    boolean[] admitted = new boolean[1];
    with((api, screen) -> {
      ApiPath path = site.pathFor(api, host).then("hosts").then(HostPattern.normalize(host));
      JsonNode answer = api.post(path.then("why"), body).body();
      admitted[0] = answer.path("admitted").asBoolean(false);
      show(screen, answer);
    });
    return admitted[0] ? 0 : CommandFailure.NO;
  }

  private static void show(Screen screen, JsonNode answer) {
    if (!screen.isForPeople()) {
      screen.show(answer);
      return;
    }
    Explained.lines(answer).forEach(screen::say);
  }
}
