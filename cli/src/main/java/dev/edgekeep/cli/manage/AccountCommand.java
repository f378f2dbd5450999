package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep account}. */
@Command(name = "account", description = "Manage accounts, the tenants of the control plane.")
public final class AccountCommand extends ApiCommand {
  private static final ApiPath ACCOUNTS = ApiPath.of("accounts");

  @Command(
      name = "list",
      description =
          "List accounts: administrators of the account default see all, others their own.")
  int list() throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(api, ACCOUNTS),
            "name",
            "id",
            "limits.customCasPerSite:custom CAs per site",
            "limits.namesPerCall:names per call",
            "clientCertificateScope:client certificate scope",
            "createdAt:created"));
  }

  @Command(name = "get", description = "Show an account.")
  int get(@Parameters(paramLabel = "ACCOUNT", description = "Name or id.") String account)
      throws Exception {
    return with((api, screen) -> screen.show(api.get(ACCOUNTS.then(account))));
  }

  @Command(
      name = "create",
      description = "Create an account with an admin token, which is shown only once.")
  int create(
      @Parameters(paramLabel = "NAME", description = "Letters, digits, dots and dashes.")
          String name,
      @Mixin TokenOutput output)
      throws Exception {
    return with((api, screen) ->
        output.show(
            screen,
            api.post(ACCOUNTS, Json.object().put("name", name)).body(),
            "account %s".formatted(name)));
  }

  @Command(name = "set", description = "Change the settings of an account.")
  int set(
      @Parameters(paramLabel = "ACCOUNT", description = "Name or id.") String account,
      @Option(
              names = "--client-certificate-scope",
              paramLabel = "SCOPE",
              required = true,
              description =
                  "The hosts that accept client certificates of the managed client CA: account for"
                      + " all hosts of the account, site for those of the certificate's site.")
          String scope)
      throws Exception {
    ObjectNode body = Json.object().put("clientCertificateScope", scope);
    return with((api, screen) ->
        screen.changed(
            api.patch(ACCOUNTS.then(account), body),
            "settings of account %s changed".formatted(account)));
  }

  @Command(name = "limits", description = "Change the limits of an account.")
  int limits(
      @Parameters(paramLabel = "ACCOUNT", description = "Name or id.") String account,
      @Option(
              names = "--custom-cas-per-site",
              paramLabel = "N",
              description = "The maximum number of custom CAs per site.")
          @Nullable Integer customCas,
      @Option(
              names = "--names-per-call",
              paramLabel = "N",
              description = "The maximum number of hosts in one binding call.")
          @Nullable Integer names)
      throws Exception {
    ObjectNode body = Json.object();
    ObjectNode limits = body.putObject("limits");
    Json.put(limits, "customCasPerSite", customCas);
    Json.put(limits, "namesPerCall", names);
    if (limits.isEmpty()) {
      throw usage("no limit given; use --custom-cas-per-site or --names-per-call");
    }
    return with((api, screen) ->
        screen.changed(
            api.patch(ACCOUNTS.then(account), body),
            "limits of account %s changed".formatted(account)));
  }
}
