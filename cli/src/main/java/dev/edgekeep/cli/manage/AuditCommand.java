package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code edgekeep audit}. */
@Command(name = "audit", description = "Who changed what, when and from where; the newest first.")
public final class AuditCommand extends ApiCommand {
  @Option(names = "--kind", paramLabel = "KIND", description = "As host, site, token.")
  private @Nullable String kind;

  @Option(names = "--object", paramLabel = "NAME", description = "Name or id of what was changed.")
  private @Nullable String object;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many; ${DEFAULT-VALUE} if not given.")
  private int limit;

  @Override
  public Integer call() throws Exception {
    ApiPath path = ApiPath.of("audit").with("kind", kind).with("object", object);
    return with((api, screen) ->
        screen.list(
            Pages.first(api, path, limit),
            "time",
            "action",
            "kind",
            "name",
            "by.name:by",
            "by.address:from",
            "version:deployment"));
  }
}
