package dev.edgekeep.cli.api;

import dev.edgekeep.daemon.command.CommandFailure;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The options that select a control plane: those of the command line, else the environment
 * variables, else the context in use, else the one of {@code edgekeep up} in this folder.
 */
public final class ConnectionOptions {
  private static final Path DEFAULT_DATA = Path.of("edgekeep-data");

  /** The file in which {@code edgekeep up} describes its control plane. */
  private static final String RUNNING_HERE = "context.yaml";

  @Option(
      names = "--server",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "The URL of the control plane; default: EDGEKEEP_SERVER.")
  private @Nullable String server;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      scope = ScopeType.INHERIT,
      description =
          "The API token; default: EDGEKEEP_TOKEN. Other users can see it in the process list.")
  private @Nullable String token;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "A file with the API token.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "The CA certificates, PEM, that the control plane is verified against; default: those of"
              + " the system.")
  private @Nullable Path ca;

  @Option(
      names = "--account",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "Act for this account (operators only).")
  private @Nullable String account;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "Use this context, see 'edgekeep context list'.")
  private @Nullable String context;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The data directory of 'edgekeep up'; default: edgekeep-data.")
  private @Nullable Path data;

  /**
   * The selected control plane.
   *
   * @param environment the environment variables
   * @throws CommandFailure when none is selected, or its settings are invalid
   */
  ControlPlaneAddress resolve(Map<String, String> environment) throws CommandFailure {
    ControlPlaneAddress found = found(environment);
    String given = givenToken(environment);
    return new ControlPlaneAddress(
        found.server(),
        given != null ? given : found.token(),
        account != null ? account : found.account(),
        ca != null ? ca : found.ca(),
        found.source());
  }

  private ControlPlaneAddress found(Map<String, String> environment) throws CommandFailure {
    if (server != null) {
      return bare(server, "--server");
    }
    if (data != null) {
      return inData(data);
    }
    if (context != null) {
      return Contexts.open(environment).address(context);
    }
    String named = environment.get("EDGEKEEP_SERVER");
    if (named != null && !named.isBlank()) {
      return bare(named.strip(), "EDGEKEEP_SERVER");
    }
    Contexts contexts = Contexts.open(environment);
    String current = contexts.current();
    if (current != null) {
      return contexts.address(current);
    }
    if (Files.exists(DEFAULT_DATA.resolve(RUNNING_HERE))) {
      return Contexts.runningHere(DEFAULT_DATA.resolve(RUNNING_HERE));
    }
    throw CommandFailure.configuration(
        """
        which control plane? Use one of these:
          --server URL --token-file FILE
          EDGEKEEP_SERVER and EDGEKEEP_TOKEN
          edgekeep context set NAME --server URL --token-file FILE
          edgekeep up, started in this folder; with --data DIR, in any other\
        """
            .stripIndent());
  }

  private static ControlPlaneAddress inData(Path folder) throws CommandFailure {
    Path file = folder.resolve(RUNNING_HERE);
    if (!Files.exists(file)) {
      throw CommandFailure.configuration(
          "--data: %s does not exist; start the demo first: edgekeep up --data %s"
              .formatted(file, folder));
    }
    return Contexts.runningHere(file);
  }

  private static ControlPlaneAddress bare(String url, String source) throws CommandFailure {
    URI uri = ControlPlaneAddress.server(url, source);
    return new ControlPlaneAddress(uri, null, null, null, source);
  }

  private @Nullable String givenToken(Map<String, String> environment) throws CommandFailure {
    if (token != null) {
      return token;
    }
    if (tokenFile != null) {
      return ControlPlaneAddress.token(tokenFile);
    }
    String named = environment.get("EDGEKEEP_TOKEN");
    return named == null || named.isBlank() || context != null || data != null
        ? null
        : named.strip();
  }

  /** A context with the options of the command line, and otherwise the settings that it had. */
  Contexts.Entry asEntry(Contexts.@Nullable Entry before) throws CommandFailure {
    Contexts.Entry old = before == null ? Contexts.Entry.EMPTY : before;
    String url = server != null ? server : old.server();
    if (url == null) {
      throw CommandFailure.configuration("no control plane given; use --server URL");
    }
    ControlPlaneAddress.server(url, "--server");
    boolean newToken = token != null || tokenFile != null;
    return new Contexts.Entry(
        url,
        newToken ? token : old.token(),
        newToken ? absolute(tokenFile) : old.tokenFile(),
        account != null ? account : old.account(),
        ca != null ? absolute(ca) : old.ca());
  }

  private static @Nullable String absolute(@Nullable Path file) {
    return file == null ? null : file.toAbsolutePath().normalize().toString();
  }
}
