package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.ApiResponse;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.snapshot.HostPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep host}. */
@Command(name = "host", description = "Manage hosts, the names that the edge serves.")
public final class HostCommand extends ApiCommand {
  private static final String NAME = "The name, such as www.example.com or *.api.example.com.";

  private static final List<String> SWITCH = List.of("on", "off");

  /** Members that the API adds to a host and does not accept. */
  private static final List<String> READ_ONLY =
      List.of("id", "name", "site", "createdAt", "updatedAt", "clientCas", "names", "warnings");

  @Command(name = "list", description = "List the hosts of a site.")
  int list(@Mixin SiteOption site) throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(api, site.path(api).then("hosts")),
            "name",
            "clientAuth.mode:client auth",
            "certificate",
            "origin"));
  }

  @Command(name = "get", description = "Show a host.")
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
        "Create a host, or change the given settings of an existing one.",
        "-f replaces all settings; if the file has no clientAuth.mode, the mode stays."
      })
  int set(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "HOST", description = NAME) String host,
      @Option(
              names = "--certificate",
              paramLabel = "ID",
              description = "The id, see 'edgekeep cert list'.")
          @Nullable String certificate,
      @Option(names = "--origin", paramLabel = "NAME", description = "The name of the origin.")
          @Nullable String origin,
      @Option(
              names = "--client-auth",
              paramLabel = "MODE",
              description = "The client authentication mode: off, request or require.")
          @Nullable String mode,
      @Option(
              names = "--maintenance",
              paramLabel = "SWITCH",
              description = "on: every request gets 503; off: the host is served.")
          @Nullable String maintenance,
      @Mixin SettingsFile file)
      throws Exception {
    boolean given = certificate != null || origin != null || mode != null || maintenance != null;
    if (given == file.isGiven()) {
      throw usage(
          "use either --certificate, --origin, --client-auth and --maintenance, or -f FILE");
    }
    if (maintenance != null && !SWITCH.contains(maintenance)) {
      throw usage("--maintenance is on or off");
    }
    JsonNode settings = file.read();
    return with((api, screen) -> {
      ApiPath path = path(api, site, host);
      ApiResponse before = settings == null ? api.find(path) : null;
      JsonNode wanted =
          settings != null ? settings : changed(before, certificate, origin, mode, maintenance);
      screen.changed(
          api.put(path, wanted, before == null ? null : before.etag()),
          "host %s set".formatted(HostPattern.normalize(host)));
    });
  }

  private static ObjectNode changed(
      @Nullable ApiResponse before,
      @Nullable String certificate,
      @Nullable String origin,
      @Nullable String mode,
      @Nullable String maintenance) {
    ObjectNode settings =
        before != null && before.body() instanceof ObjectNode is ? is.deepCopy() : Json.object();
    settings.remove(READ_ONLY);
    Json.put(settings, "certificate", certificate);
    Json.put(settings, "origin", origin);
    if (mode != null) {
      settings.withObjectProperty("clientAuth").put("mode", mode);
    }
    if (maintenance != null) {
      settings.put("maintenance", maintenance.equals("on"));
    }
    return settings;
  }

  @Command(name = "delete", description = "Delete a host; the edge stops serving it.")
  int delete(
      @Mixin SiteOption site, @Parameters(paramLabel = "HOST", description = NAME) String host)
      throws Exception {
    return with((api, screen) ->
        screen.changed(api.delete(path(api, site, host)), "host %s deleted".formatted(host)));
  }

  private static ApiPath path(ApiClient api, SiteOption site, String host)
      throws CommandFailure, InterruptedException {
    String name = HostPattern.normalize(host);
    return site.pathFor(api, name).then("hosts").then(name);
  }
}
