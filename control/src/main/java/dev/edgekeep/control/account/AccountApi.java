package dev.edgekeep.control.account;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Fields;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.feature.Feature;
import java.util.function.UnaryOperator;

/** {@code /accounts}. */
public final class AccountApi implements Feature {
  private final Accounts accounts;

  public AccountApi(Accounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public void addTo(Routes routes) {
    routes.get("/accounts", Role.VIEWER, this::list);
    routes.post("/accounts", Role.ADMIN, this::create);
    routes.get("/accounts/{account}", Role.VIEWER, this::get);
    routes.patch("/accounts/{account}", Role.ADMIN, this::change);
  }

  private record Wanted(String name, AccountSettings settings) {}

  private Answer list(Call call) {
    return Answer.ok(accounts.list(call.caller(), call.paging()).map(AccountView::of));
  }

  private Answer get(Call call) {
    return shown(accounts.require(call.caller(), call.path("account")));
  }

  private Answer create(Call call) {
    requireOperator(call);
    Wanted wanted =
        call.body(section -> {
          String name = Fields.name(section, "name");
          AccountSettings settings = settings(section).apply(AccountSettings.DEFAULT);
          return name == null ? null : new Wanted(name, settings);
        });
    Accounts.Made made =
        accounts.create(
            call.actor(), Fields.requireIdentifier("an account", wanted.name()), wanted.settings());
    return Answer.created(
        "/accounts/" + made.account().name(),
        AccountView.of(made.account(), made.token().secret()));
  }

  /** A change of settings, and whether it is for operators to make. */
  private record Wish(UnaryOperator<AccountSettings> change, boolean limits) {}

  /** Limits are the operator's to set, everything else an administrator's of the account. */
  private Answer change(Call call) {
    call.caller().requireWholeAccount();
    Account account = accounts.require(call.caller(), call.path("account"));
    Wish wish = call.body(section -> new Wish(settings(section), section.get("limits") != null));
    if (wish.limits()) {
      requireOperator(call);
    }
    Changed<Account> made =
        accounts.change(call.actor(), account, call::requireMatch, wish.change());
    return shown(made.value()).of(made);
  }

  private static UnaryOperator<AccountSettings> settings(Section section) {
    UnaryOperator<AccountLimits> limits = limits(section);
    Value value = section.get("clientCertificateScope");
    ClientCertificateScope scope =
        value == null ? null : value.choice(ClientCertificateScope.byLabel());
    return before ->
        new AccountSettings(
            limits.apply(before.limits()), scope == null ? before.clientCertificateScope() : scope);
  }

  private static UnaryOperator<AccountLimits> limits(Section section) {
    Value value = section.get("limits");
    Section limits = value == null ? null : value.section();
    if (limits == null) {
      return before -> before;
    }
    AccountLimits given = AccountLimits.DEFAULT.with(limits);
    return before ->
        new AccountLimits(
            limits.get("customCasPerSite") == null
                ? before.customCasPerSite()
                : given.customCasPerSite(),
            limits.get("namesPerCall") == null ? before.namesPerCall() : given.namesPerCall());
  }

  private static void requireOperator(Call call) {
    if (!call.caller().isOperator()) {
      throw DomainException.forbidden(
          "accounts are managed with an administrator's token of the account %s"
              .formatted(Accounts.FIRST));
    }
  }

  private static Answer shown(Account account) {
    return Answer.ok(AccountView.of(account)).revision(account.revision());
  }
}
