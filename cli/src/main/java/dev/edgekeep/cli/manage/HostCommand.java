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

  /** The word for all groups of nodes. */
  private static final String ALL_GROUPS = "all";

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
      @Option(
              names = "--group",
              paramLabel = "GROUP",
              description =
                  "A group of edge nodes that serves the host; repeatable. 'all': all groups.")
          @Nullable List<String> groups,
      @Mixin SettingsFile file)
      throws Exception {
    Given options = new Given(certificate, origin, mode, maintenance, groups);
    if (options.isAny() == file.isGiven()) {
      throw usage(
          "use either --certificate, --origin, --client-auth, --maintenance and --group, or -f"
              + " FILE");
    }
    if (groups != null && groups.contains(ALL_GROUPS) && groups.size() > 1) {
      throw usage("--group all is for all groups; leave out the others");
    }
    if (maintenance != null && !SWITCH.contains(maintenance)) {
      throw usage("--maintenance is on or off");
    }
    JsonNode settings = file.read();
    return with((api, screen) -> {
      ApiPath path = path(api, site, host);
      ApiResponse before = settings == null ? api.find(path) : null;
      JsonNode wanted = settings != null ? settings : changed(before, options);
      screen.changed(
          api.put(path, wanted, before == null ? null : before.etag()),
          "host %s set".formatted(HostPattern.normalize(host)));
    });
  }

  /** The settings that options give; null: not given. */
  private record Given(
      @Nullable String certificate,
      @Nullable String origin,
      @Nullable String mode,
      @Nullable String maintenance,
      @Nullable List<String> groups) {
    private boolean isAny() {
      return certificate != null
          || origin != null
          || mode != null
          || maintenance != null
          || groups != null;
    }
  }

  private static ObjectNode changed(@Nullable ApiResponse before, Given given) {
    ObjectNode settings =
        before != null && before.body() instanceof ObjectNode is ? is.deepCopy() : Json.object();
    settings.remove(READ_ONLY);
    Json.put(settings, "certificate", given.certificate());
    Json.put(settings, "origin", given.origin());
    if (given.mode() != null) {
      settings.withObjectProperty("clientAuth").put("mode", given.mode());
    }
    if (given.maintenance() != null) {
      settings.put("maintenance", given.maintenance().equals("on"));
    }
    if (given.groups() != null) {
      boolean isAll = given.groups().contains(ALL_GROUPS);
      settings.set("groups", Json.array(isAll ? List.of() : given.groups()));
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
