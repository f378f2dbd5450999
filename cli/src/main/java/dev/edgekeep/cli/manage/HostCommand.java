package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiAnswer;
import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
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

/** {@code edgekeep host}. */
@Command(name = "host", description = "The names that the edge serves.")
public final class HostCommand extends ApiCommand {
  private static final String NAME = "As www.example.com, *.api.example.com.";

  /** What the API tells of a host and does not take back. */
  private static final java.util.List<String> TOLD =
      java.util.List.of(
          "id", "name", "site", "createdAt", "updatedAt", "clientCas", "names", "warnings");

  @Command(name = "list", description = "All hosts of a site.")
  int list(@Mixin SiteOption site) throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(api, site.path(api).then("hosts")),
            "name",
            "clientAuth.mode:client auth",
            "certificate",
            "origin"));
  }

  @Command(name = "get", description = "One host.")
  int get(@Mixin SiteOption site, @Parameters(paramLabel = "HOST", description = NAME) String host)
      throws Exception {
    return with((api, screen) -> {
      JsonNode found = api.get(path(api, site, host));
      screen.show(found);
      screen.warn(found);
    });
  }

  @Command(
      name = "set",
      description = {
        "Make a host, or change what is given of one that is there.",
        "With -f all its settings are replaced; without clientAuth.mode in it the mode stays."
      })
  int set(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "HOST", description = NAME) String host,
      @Option(names = "--certificate", paramLabel = "ID", description = "Of 'edgekeep cert list'.")
          @Nullable String certificate,
      @Option(names = "--origin", paramLabel = "NAME", description = "Where requests go.")
          @Nullable String origin,
      @Option(
              names = "--client-auth",
              paramLabel = "MODE",
              description = "off, request or require.")
          @Nullable String mode,
      @Option(
              names = {"-f", "--file"},
              paramLabel = "FILE",
              description = "Settings as the API takes them, YAML or JSON; - is standard input.")
          @Nullable Path file)
      throws Exception {
    boolean given = certificate != null || origin != null || mode != null;
    if (given == (file != null)) {
      throw usage("give settings (--certificate, --origin, --client-auth) or a file of them (-f)");
    }
    JsonNode settings = file == null ? null : Documents.read(file);
    return with((api, screen) -> {
      ApiPath path = path(api, site, host);
      ApiAnswer before = settings == null ? api.find(path) : null;
      JsonNode wanted = settings != null ? settings : changed(before, certificate, origin, mode);
      screen.changed(
          api.put(path, wanted, before == null ? null : before.etag()),
          "host %s is set".formatted(HostPattern.normalize(host)));
    });
  }

  private static ObjectNode changed(
      @Nullable ApiAnswer before,
      @Nullable String certificate,
      @Nullable String origin,
      @Nullable String mode) {
    ObjectNode settings =
        before != null && before.body() instanceof ObjectNode is ? is.deepCopy() : Json.object();
    settings.remove(TOLD);
    Json.put(settings, "certificate", certificate);
    Json.put(settings, "origin", origin);
    if (mode != null) {
      settings.withObjectProperty("clientAuth").put("mode", mode);
    }
    return settings;
  }

  @Command(name = "delete", description = "Serve a host no longer.")
  int delete(
      @Mixin SiteOption site, @Parameters(paramLabel = "HOST", description = NAME) String host)
      throws Exception {
    return with((api, screen) ->
        screen.changed(api.delete(path(api, site, host)), "host %s is removed".formatted(host)));
  }

  private static ApiPath path(ApiClient api, SiteOption site, String host)
      throws CommandFailure, InterruptedException {
    String name = HostPattern.normalize(host);
    return site.pathFor(api, name).then("hosts").then(name);
  }
}
