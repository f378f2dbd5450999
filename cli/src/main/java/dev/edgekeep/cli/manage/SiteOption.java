package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.snapshot.HostPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for the site that a command is about. */
final class SiteOption {
  @Option(
      names = "--site",
      paramLabel = "NAME",
      description = "The site; not needed if the host name implies it or there is only one.")
  private @Nullable String site;

  /** The path of the given site, else of the only one. */
  ApiPath path(ApiClient api) throws CommandFailure, InterruptedException {
    if (site != null) {
      return ApiPath.of("sites", HostPattern.normalize(site));
    }
    List<String> names = allNames(api);
    if (names.size() == 1) {
      return ApiPath.of("sites", names.getFirst());
    }
    throw CommandFailure.configuration(
        names.isEmpty()
            ? "the account has no site; create one: edgekeep site create NAME"
            : "several sites; select one with --site: " + String.join(", ", names));
  }

  /** The path of the given site, else of the one that the host name belongs to. */
  ApiPath pathFor(ApiClient api, String host) throws CommandFailure, InterruptedException {
    if (site != null) {
      return ApiPath.of("sites", HostPattern.normalize(site));
    }
    String name = HostPattern.normalize(host);
    String best = null;
    for (String each : allNames(api)) {
      boolean fits = name.equals(each) || name.endsWith("." + each);
      if (fits && (best == null || each.length() > best.length())) {
        best = each;
      }
    }
    if (best == null) {
      throw CommandFailure.no(
          "the account has no site for the host %s; create one: edgekeep site create NAME"
              .formatted(host));
    }
    return ApiPath.of("sites", best);
  }

  /** The given site, else all sites. */
  List<String> names(ApiClient api) throws CommandFailure, InterruptedException {
    return site != null ? List.of(HostPattern.normalize(site)) : allNames(api);
  }

  private static List<String> allNames(ApiClient api) throws CommandFailure, InterruptedException {
    return Pages.all(api, ApiPath.of("sites")).stream()
        .map(each -> each.path("name").asString(""))
        .toList();
  }
}
