package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.snapshot.HostPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which site a command is about. */
final class SiteOption {
  @Option(
      names = "--site",
      paramLabel = "NAME",
      description = "The site; may be left out where a host's name tells it, or there is one only.")
  private @Nullable String site;

  /** The path of the site that was given, or else of the only one. */
  ApiPath path(ApiClient api) throws CommandFailure, InterruptedException {
    if (site != null) {
      return ApiPath.of("sites", HostPattern.normalize(site));
    }
    List<String> names = names(api);
    if (names.size() == 1) {
      return ApiPath.of("sites", names.getFirst());
    }
    throw CommandFailure.configuration(
        names.isEmpty()
            ? "there is no site; add one: edgekeep site create NAME"
            : "which site? Give --site, one of " + String.join(", ", names));
  }

  /** The path of the site that was given, or else of the one that the host's name belongs to. */
  ApiPath pathFor(ApiClient api, String host) throws CommandFailure, InterruptedException {
    if (site != null) {
      return ApiPath.of("sites", HostPattern.normalize(site));
    }
    String name = HostPattern.normalize(host);
    String best = null;
    for (String each : names(api)) {
      boolean fits = name.equals(each) || name.endsWith("." + each);
      if (fits && (best == null || each.length() > best.length())) {
        best = each;
      }
    }
    if (best == null) {
      throw CommandFailure.no(
          "no site of this account fits the host %s; add one: edgekeep site create NAME"
              .formatted(host));
    }
    return ApiPath.of("sites", best);
  }

  private static List<String> names(ApiClient api) throws CommandFailure, InterruptedException {
    return Pages.all(api, ApiPath.of("sites")).stream()
        .map(each -> each.path("name").asString(""))
        .toList();
  }
}
