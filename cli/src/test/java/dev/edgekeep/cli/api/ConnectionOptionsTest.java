package dev.edgekeep.cli.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The selection of the control plane and its credentials. */
class ConnectionOptionsTest {
  @TempDir private Path folder;

  @Command
  private static final class Any {
    @Mixin private final ConnectionOptions connection = new ConnectionOptions();
  }

  private static ConnectionOptions options(String... arguments) {
    Any command = new Any();
    new CommandLine(command).parseArgs(arguments);
    return command.connection;
  }

  private Map<String, String> environment(String... more) {
    Map<String, String> environment = new java.util.HashMap<>();
    environment.put("XDG_CONFIG_HOME", folder.toString());
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return environment;
  }

  private void keep(String name, String... arguments) throws CommandFailure, IOException {
    Contexts.open(environment()).with(name, options(arguments).asEntry(null)).write();
  }

  @Test
  void optionsOverrideTheEnvironmentWhichOverridesTheContextInUse() throws Exception {
    keep("work", "--server", "https://work.example", "--token", "kept", "--account", "acme");
    ControlPlaneAddress kept = options().resolve(environment());
    assertThat(kept.server()).hasToString("https://work.example");
    assertThat(kept.token()).isEqualTo("kept");
    assertThat(kept.account()).isEqualTo("acme");
    Map<String, String> environment =
        environment("EDGEKEEP_SERVER", "https://env.example/", "EDGEKEEP_TOKEN", " env\n");
    ControlPlaneAddress named = options().resolve(environment);
    assertThat(named.server()).hasToString("https://env.example");
    assertThat(named.token()).isEqualTo("env");
    ControlPlaneAddress given =
        options("--server", "https://given.example", "--token", "given").resolve(environment);
    assertThat(given.server()).hasToString("https://given.example");
    assertThat(given.token()).isEqualTo("given");
    assertThat(options("--context", "work").resolve(environment).token()).isEqualTo("kept");
  }

  @Test
  void theTokenOfAContextIsSentToNoOtherServer() throws Exception {
    keep("work", "--server", "https://work.example", "--token", "kept");
    assertThat(options("--server", "https://other.example").resolve(environment()).token())
        .isNull();
  }

  @Test
  void aTokenMayBeInAFile() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "ek_file\n");
    keep("work", "--server", "https://work.example", "--token-file", token.toString());
    assertThat(options().resolve(environment()).token()).isEqualTo("ek_file");
    Files.writeString(token, "ek_renewed\n");
    assertThat(options().resolve(environment()).token()).isEqualTo("ek_renewed");
    Files.writeString(token, "two words");
    assertThatThrownBy(() -> options().resolve(environment())).hasMessageContaining("no token");
  }

  @Test
  void onlyTheOwnerCanReadTheContexts() throws Exception {
    keep("work", "--server", "https://work.example", "--token", "kept");
    Path file = folder.resolve("edgekeep").resolve("config.yaml");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder.resolve("edgekeep").toFile().list()).containsExactly("config.yaml");
  }

  @Test
  void aContextCanBeSelectedIfItExists() throws Exception {
    keep("work", "--server", "https://work.example");
    keep("home", "--server", "https://home.example");
    assertThat(options().resolve(environment()).server()).hasToString("https://work.example");
    Contexts.open(environment()).using("home").write();
    assertThat(options().resolve(environment()).server()).hasToString("https://home.example");
    assertThatThrownBy(() -> options("--context", "hoem").resolve(environment()))
        .hasMessageContaining("hoem")
        .hasMessageContaining("home");
    Contexts.open(environment()).without("home").write();
    assertThatThrownBy(() -> options().resolve(environment()))
        .hasMessageContaining("which control plane?");
  }

  @Test
  void theFileOfUpIsReadRelativeToItsFolder() throws Exception {
    Path data = Files.createDirectory(folder.resolve("edgekeep-data"));
    Files.writeString(data.resolve("admin.token"), "ek_first\n");
    Path file = data.resolve("context.yaml");
    Files.writeString(
        file,
        "server: http://127.0.0.1:8444\ntokenFile: admin.token\naccount: default\nca: api.pem\n");
    ControlPlaneAddress address = Contexts.runningHere(file);
    assertThat(address.server()).hasToString("http://127.0.0.1:8444");
    assertThat(address.token()).isEqualTo("ek_first");
    assertThat(address.ca()).isEqualTo(data.resolve("api.pem").toAbsolutePath());
  }

  @Test
  void anUnknownKeyIsReportedWithItsPlace() throws Exception {
    Path file = Files.createDirectories(folder.resolve("edgekeep")).resolve("config.yaml");
    Files.writeString(file, "contexts: {work: {serve: \"https://x\"}}\n");
    assertThatThrownBy(() -> Contexts.open(environment()))
        .hasMessageContaining("contexts.work.serve")
        .hasMessageContaining("server");
  }
}
