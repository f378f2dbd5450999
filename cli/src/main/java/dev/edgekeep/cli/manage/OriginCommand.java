package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep origin}. */
@Command(name = "origin", description = "The servers that requests are forwarded to.")
public final class OriginCommand extends ApiCommand {
  private static final String NAME = "Name of the origin.";

  @Command(name = "list", description = "All origins of a site.")
  int list(@Mixin SiteOption site) throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(api, site.path(api).then("origins")),
            "name",
            "servers",
            "loadBalancing:balancing"));
  }

  @Command(name = "get", description = "One origin.")
  int get(@Mixin SiteOption site, @Parameters(paramLabel = "NAME", description = NAME) String name)
      throws Exception {
    return with((api, screen) -> screen.show(api.get(site.path(api).then("origins").then(name))));
  }

  @Command(
      name = "set",
      description = "Make an origin, or replace it: by its servers, or by all its settings.")
  int set(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(
              names = "--to",
              paramLabel = "URL",
              description = "A server, as http://127.0.0.1:9000; may be given again.")
          @Nullable List<String> servers,
      @Option(
              names = {"-f", "--file"},
              paramLabel = "FILE",
              description = "Settings as the API takes them, YAML or JSON; - is standard input.")
          @Nullable Path file)
      throws Exception {
    if ((servers == null) == (file == null)) {
      throw usage("give its servers (--to URL) or its settings (-f FILE)");
    }
    JsonNode settings = file != null ? Documents.read(file) : servers(servers);
    return with((api, screen) -> {
      ApiPath path = site.path(api).then("origins").then(name);
      screen.changed(api.put(path, settings, null), "origin %s is set".formatted(name));
    });
  }

  private static ObjectNode servers(@Nullable List<String> servers) {
    ObjectNode settings = Json.object();
    settings.set("servers", Json.array(servers == null ? List.of() : servers));
    return settings;
  }

  @Command(name = "delete", description = "Remove an origin that no host uses.")
  int delete(
      @Mixin SiteOption site, @Parameters(paramLabel = "NAME", description = NAME) String name)
      throws Exception {
    return with((api, screen) ->
        screen.changed(
            api.delete(site.path(api).then("origins").then(name)),
            "origin %s is removed".formatted(name)));
  }
}
