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
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep host}. */
@Command(name = "host", description = "Manage hosts, the names that the edge serves.")
public final class HostCommand extends ApiCommand {
  private static final String NAME = "The name, such as www.example.com or *.api.example.com.";

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
      @Mixin HostOptions options,
      @Mixin SettingsFile file)
      throws Exception {
    if (options.isAny() == file.isGiven()) {
      throw usage("use either options for single settings, or -f FILE for all of them");
    }
    String wrong = options.problem();
    if (wrong != null) {
      throw usage(wrong);
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

  private static ObjectNode changed(@Nullable ApiResponse before, HostOptions given) {
    ObjectNode settings =
        before != null && before.body() instanceof ObjectNode is ? is.deepCopy() : Json.object();
    settings.remove(READ_ONLY);
    given.change(settings, before == null);
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
