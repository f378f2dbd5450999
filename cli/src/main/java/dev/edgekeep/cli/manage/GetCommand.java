package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code edgekeep get}. */
@Command(
    name = "get",
    description = "Show the API resource at a path, such as /sites/example.com/hosts?limit=10.")
public final class GetCommand extends ApiCommand {
  @Parameters(paramLabel = "PATH", description = "The path below /api/v1.")
  private String path = "";

  @Override
  public Integer call() throws Exception {
    String below = path.startsWith("/api/v1/") ? path.substring("/api/v1".length()) : path;
    if (!below.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"<>\\^`{|}#".indexOf(c) < 0)) {
      throw usage(
          "\"%s\" is not a URL path; percent-encode characters that are not ASCII".formatted(path));
    }
    ApiPath wanted = new ApiPath(below.startsWith("/") ? below : "/" + below);
    return with((api, screen) -> screen.show(api.get(wanted)));
  }
}
