package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code edgekeep audit}. */
@Command(name = "audit", description = "List who changed what, when and from where; newest first.")
public final class AuditCommand extends ApiCommand {
  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "The kind of record, such as host, site or token.")
  private @Nullable String kind;

  @Option(
      names = "--object",
      paramLabel = "NAME",
      description = "The name or id of the changed record.")
  private @Nullable String object;

  @Mixin private final LimitOption limit = new LimitOption();

  @Override
  public Integer call() throws Exception {
    ApiPath path = ApiPath.of("audit").with("kind", kind).with("object", object);
    return with((api, screen) ->
        screen.list(
            limit.first(api, path),
            "time",
            "action",
            "kind",
            "name",
            "by.name:by",
            "by.address:from",
            "version:deployment"));
  }
}
