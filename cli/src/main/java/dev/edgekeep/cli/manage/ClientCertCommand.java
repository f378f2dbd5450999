package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiAnswer;
import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Cells;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.daemon.command.CommandFailure;
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
@Command(name = "client-cert", description = "Client certificates of the account's own client CA.")
public final class ClientCertCommand extends ApiCommand {
  private static final String CERTIFICATES = "client-certificates";
  private static final String ID = "Its id, or its serial number.";
  private static final Pattern RECORD_ID = Pattern.compile("[0-9a-z]{26}");

  @Command(
      name = "issue",
      description = {
        "Issue a client certificate: for a certificate request, or with a key that is made for it.",
        "That key is written to a file for its owner only, and nowhere else; --print-key shows it."
      })
  int issue(@Mixin SiteOption site, @Mixin IssueOptions options) throws Exception {
    String wrong = options.problem();
    if (wrong != null) {
      throw usage(wrong);
    }
    ObjectNode body = options.body();
    return with((api, screen) -> {
      ApiPath path = site.path(api).then(CERTIFICATES);
      try (IssuedFiles files = IssuedFiles.prepare(options)) {
        ApiAnswer answer = api.post(path, body);
        files.write(answer.body());
        if (answer.body() instanceof ObjectNode shown && !options.printsKey()) {
          shown.remove("privateKey");
        }
        files.tell(screen, answer);
      }
    });
  }

  @Command(name = "list", description = "The client certificates of a site.")
  int list(
      @Mixin SiteOption site,
      @Option(names = "--status", paramLabel = "STATUS", description = "active, revoked, expired.")
          @Nullable String status,
      @Option(names = "--serial", paramLabel = "SERIAL", description = "With this serial number.")
          @Nullable String serial,
      @Option(
              names = "--expires-before",
              paramLabel = "TIME",
              description = "As 2027-01-31T00:00:00Z.")
          @Nullable String expiresBefore,
      @Option(names = "--search", paramLabel = "TEXT", description = "In the subject or a name.")
          @Nullable String text)
      throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(
                api,
                site.path(api)
                    .then(CERTIFICATES)
                    .with("status", status)
                    .with("serial", serial)
                    .with("expiresBefore", expiresBefore)
                    .with("q", text)),
            "id",
            "status",
            "subject",
            "notAfter:expires",
            "serial"));
  }

  @Command(name = "get", description = "One client certificate, with its chain.")
  int get(@Mixin SiteOption site, @Parameters(paramLabel = "ID", description = ID) String id)
      throws Exception {
    return with((api, screen) -> screen.show(api.get(path(api, site, id))));
  }

  @Command(
      name = "revoke",
      description = "Revoke; in force on the next request of every open connection.")
  int revoke(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "ID", description = ID) String id,
      @Option(
              names = "--reason",
              paramLabel = "REASON",
              description = "As keyCompromise, superseded, cessationOfOperation.")
          @Nullable String reason)
      throws Exception {
    ObjectNode body = Json.object();
    Json.put(body, "reason", reason);
    return with((api, screen) -> {
      ApiAnswer answer = api.post(path(api, site, id).then("revoke"), body);
      screen.changed(answer, "serial number %s is revoked".formatted(serial(answer, id)));
    });
  }

  @Command(name = "activate", description = "Undo a revocation.")
  int activate(@Mixin SiteOption site, @Parameters(paramLabel = "ID", description = ID) String id)
      throws Exception {
    return with((api, screen) -> {
      ApiAnswer answer = api.post(path(api, site, id).then("activate"), Json.object());
      screen.changed(answer, "serial number %s counts again".formatted(serial(answer, id)));
    });
  }

  @Command(name = "delete", description = "Remove the record of a revoked one; it stays revoked.")
  int delete(@Mixin SiteOption site, @Parameters(paramLabel = "ID", description = ID) String id)
      throws Exception {
    return with((api, screen) ->
        screen.changed(
            api.delete(path(api, site, id)), "client certificate %s is removed".formatted(id)));
  }

  private static String serial(ApiAnswer answer, String otherwise) {
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
