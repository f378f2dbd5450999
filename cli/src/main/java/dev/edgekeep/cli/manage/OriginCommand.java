package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep origin}. */
@Command(
    name = "origin",
    description = "Manage origins, the servers that requests are forwarded to.")
public final class OriginCommand extends ApiCommand {
  private static final String NAME = "The name of the origin.";

  @Command(name = "list", description = "List the origins of a site.")
  int list(@Mixin SiteOption site) throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(api, site.path(api).then("origins")),
            "name",
            "servers",
            "loadBalancing:balancing"));
  }

  @Command(name = "get", description = "Show an origin.")
  int get(@Mixin SiteOption site, @Parameters(paramLabel = "NAME", description = NAME) String name)
      throws Exception {
    return with((api, screen) -> screen.show(api.get(site.path(api).then("origins").then(name))));
  }

  @Command(
      name = "set",
      description = "Create or replace an origin, given its servers or all its settings.")
  int set(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(
              names = "--to",
              paramLabel = "URL",
              description = "The URL of a server, such as http://127.0.0.1:9000; repeatable.")
          @Nullable List<String> servers,
      @Mixin SettingsFile file)
      throws Exception {
    if ((servers == null) != file.isGiven()) {
      throw usage("use either --to URL for the servers, or -f FILE for all settings");
    }
    JsonNode given = file.read();
    JsonNode settings = given != null ? given : servers(servers);
    return with((api, screen) -> {
      ApiPath path = site.path(api).then("origins").then(name);
      screen.changed(api.put(path, settings, null), "origin %s set".formatted(name));
    });
  }

  private static ObjectNode servers(@Nullable List<String> servers) {
    ObjectNode settings = Json.object();
    settings.set("servers", Json.array(servers == null ? List.of() : servers));
    return settings;
  }

  @Command(name = "delete", description = "Delete an origin that no host uses.")
  int delete(
      @Mixin SiteOption site, @Parameters(paramLabel = "NAME", description = NAME) String name)
      throws Exception {
    return with((api, screen) ->
        screen.changed(
            api.delete(site.path(api).then("origins").then(name)),
            "origin %s deleted".formatted(name)));
  }
}
