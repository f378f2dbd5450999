package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiAnswer;
import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.cli.api.PrivateFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep account}. */
@Command(name = "account", description = "The tenants of the control plane.")
public final class AccountCommand extends ApiCommand {
  private static final ApiPath ACCOUNTS = ApiPath.of("accounts");

  @Command(name = "list", description = "The account of the token; for operators all.")
  int list() throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(api, ACCOUNTS),
            "name",
            "id",
            "limits.customCasPerSite:custom CAs a site",
            "limits.namesPerCall:names a call",
            "clientCertificateScope:client certificates count on",
            "createdAt:created"));
  }

  @Command(name = "get", description = "One account.")
  int get(@Parameters(paramLabel = "ACCOUNT", description = "Name or id.") String account)
      throws Exception {
    return with((api, screen) -> screen.show(api.get(ACCOUNTS.then(account))));
  }

  @Command(
      name = "create",
      description = "Make an account, with a token that administers it, which is shown once.")
  int create(
      @Parameters(paramLabel = "NAME", description = "Letters, digits, dots and dashes.")
          String name,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description =
                  "Write the token here, readable for its owner only, and do not show it.")
          @Nullable Path out)
      throws Exception {
    return with((api, screen) -> {
      ApiAnswer answer = api.post(ACCOUNTS, Json.object().put("name", name));
      String token = answer.body().path("token").asString("");
      if (out != null) {
        PrivateFile.write(out, token + "\n");
        screen.say("account %s is made; its token is in %s".formatted(name, out));
      } else if (screen.isForPeople()) {
        screen.hint("account %s is made; its token is shown this once:".formatted(name));
        screen.raw(token + "\n");
      } else {
        screen.show(answer.body());
      }
    });
  }

  @Command(name = "set", description = "Change the settings of an account.")
  int set(
      @Parameters(paramLabel = "ACCOUNT", description = "Name or id.") String account,
      @Option(
              names = "--client-certificate-scope",
              paramLabel = "SCOPE",
              required = true,
              description =
                  "Which hosts accept certificates of the account's own client CA: account, or site"
                      + " for those of the certificate's own site.")
          String scope)
      throws Exception {
    ObjectNode body = Json.object().put("clientCertificateScope", scope);
    return with((api, screen) ->
        screen.changed(
            api.patch(ACCOUNTS.then(account), body), "settings of %s are set".formatted(account)));
  }

  @Command(name = "limits", description = "Change what an account may have.")
  int limits(
      @Parameters(paramLabel = "ACCOUNT", description = "Name or id.") String account,
      @Option(names = "--custom-cas-per-site", paramLabel = "N", description = "Custom client CAs.")
          @Nullable Integer customCas,
      @Option(names = "--names-per-call", paramLabel = "N", description = "Hosts in one binding.")
          @Nullable Integer names)
      throws Exception {
    ObjectNode body = Json.object();
    ObjectNode limits = body.putObject("limits");
    Json.put(limits, "customCasPerSite", customCas);
    Json.put(limits, "namesPerCall", names);
    if (limits.isEmpty()) {
      throw usage("which limit? --custom-cas-per-site, --names-per-call");
    }
    return with((api, screen) ->
        screen.changed(
            api.patch(ACCOUNTS.then(account), body), "limits of %s are set".formatted(account)));
  }
}
