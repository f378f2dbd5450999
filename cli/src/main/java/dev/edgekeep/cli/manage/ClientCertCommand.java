package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.ApiResponse;
import dev.edgekeep.cli.api.Cells;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep client-cert}. */
@Command(name = "client-cert", description = "Manage client certificates of the managed client CA.")
public final class ClientCertCommand extends ApiCommand {
  private static final String CERTIFICATES = "client-certificates";
  private static final String ID = "The id or the serial number.";
  private static final Pattern RECORD_ID = Pattern.compile("[0-9a-z]{26}");

  @Command(
      name = "issue",
      description = {
        "Issue a client certificate for a certificate signing request, or with a new key.",
        "A new key is written to a file that only its owner can read, and is stored nowhere else;"
            + " --print-key prints it."
      })
  int issue(@Mixin SiteOption site, @Mixin IssueOptions options) throws Exception {
    String wrong = options.problem();
    if (wrong != null) {
      throw usage(wrong);
    }
    ObjectNode body = options.body(screen()::warn);
    return with((api, screen) -> {
      ApiPath path = site.path(api).then(CERTIFICATES);
      try (IssuedFiles files = IssuedFiles.prepare(options)) {
        ApiResponse answer = api.post(path, body);
        files.write(answer.body());
        if (answer.body() instanceof ObjectNode shown && !options.printsKey()) {
          shown.remove("privateKey");
        }
        files.tell(screen, answer);
      }
    });
  }

  @Command(
      name = "list",
      description = "List the client certificates of a site; without --site, of all sites.")
  int list(
      @Mixin SiteOption site,
      @Option(
              names = "--status",
              paramLabel = "STATUS",
              description = "Only certificates with this status: active, revoked or expired.")
          @Nullable String status,
      @Option(
              names = "--serial",
              paramLabel = "SERIAL",
              description = "Only the certificate with this serial number.")
          @Nullable String serial,
      @Option(
              names = "--expires-before",
              paramLabel = "TIME",
              description =
                  "Only certificates that expire before this time, such as 2027-01-31T00:00:00Z.")
          @Nullable String expiresBefore,
      @Option(
              names = "--search",
              paramLabel = "TEXT",
              description = "Only certificates with this text in the subject or a name.")
          @Nullable String text)
      throws Exception {
    return with((api, screen) -> {
      List<JsonNode> found = new ArrayList<>();
      for (String name : site.names(api)) {
        ApiPath path =
            ApiPath.of("sites", name, CERTIFICATES)
                .with("status", status)
                .with("serial", serial)
                .with("expiresBefore", expiresBefore)
                .with("q", text);
        for (JsonNode each : Pages.all(api, path)) {
          found.add(each instanceof ObjectNode record ? record.put("site", name) : each);
        }
      }
      screen.list(found, "id", "site", "status", "subject", "notAfter:expires", "serial");
    });
  }

  @Command(name = "get", description = "Show a client certificate and its chain.")
  int get(@Mixin SiteOption site, @Parameters(paramLabel = "ID", description = ID) String id)
      throws Exception {
    return with((api, screen) -> screen.show(api.get(path(api, site, id))));
  }

  @Command(
      name = "revoke",
      description =
          "Revoke a client certificate. Open connections are refused with their next request.")
  int revoke(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "ID", description = ID) String id,
      @Option(
              names = "--reason",
              paramLabel = "REASON",
              description =
                  "The reason, such as keyCompromise, superseded or cessationOfOperation.")
          @Nullable String reason)
      throws Exception {
    ObjectNode body = Json.object();
    Json.put(body, "reason", reason);
    return with((api, screen) -> {
      ApiResponse answer = api.post(path(api, site, id).then("revoke"), body);
      screen.changed(answer, "serial number %s revoked".formatted(serial(answer, id)));
    });
  }

  @Command(name = "activate", description = "Undo the revocation of a client certificate.")
  int activate(@Mixin SiteOption site, @Parameters(paramLabel = "ID", description = ID) String id)
      throws Exception {
    return with((api, screen) -> {
      ApiResponse answer = api.post(path(api, site, id).then("activate"), Json.object());
      screen.changed(answer, "serial number %s active again".formatted(serial(answer, id)));
    });
  }

  @Command(
      name = "delete",
      description = "Delete the record of a revoked client certificate; it stays revoked.")
  int delete(@Mixin SiteOption site, @Parameters(paramLabel = "ID", description = ID) String id)
      throws Exception {
    return with((api, screen) ->
        screen.changed(
            api.delete(path(api, site, id)), "client certificate %s deleted".formatted(id)));
  }

  private static String serial(ApiResponse answer, String otherwise) {
    return answer.body().has("serial") ? Cells.text(answer.body(), "serial") : otherwise;
  }

  private static ApiPath path(ApiClient api, SiteOption site, String id)
      throws CommandFailure, InterruptedException {
    ApiPath all = site.path(api).then(CERTIFICATES);
    if (RECORD_ID.matcher(id).matches()) {
      return all.then(id);
    }
    List<JsonNode> found = Pages.all(api, all.with("serial", id));
    if (found.isEmpty()) {
      throw CommandFailure.no("no client certificate has the serial number " + id);
    }
    return all.then(found.getFirst().path("id").asString(""));
  }
}
