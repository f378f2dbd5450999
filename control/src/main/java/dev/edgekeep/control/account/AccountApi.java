package dev.edgekeep.control.account;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.ApiProblem;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Fields;
import dev.edgekeep.control.api.Role;
import dev.edgekeep.control.api.Routes;
import java.util.function.UnaryOperator;

/** {@code /accounts}. */
public final class AccountApi {
  private final Accounts accounts;

  public AccountApi(Accounts accounts) {
    this.accounts = accounts;
  }

  public void addTo(Routes routes) {
    routes.get("/accounts", Role.VIEWER, this::list);
    routes.post("/accounts", Role.ADMIN, this::create);
    routes.get("/accounts/{account}", Role.VIEWER, this::get);
    routes.patch("/accounts/{account}", Role.ADMIN, this::change);
  }

  private record Wanted(String name, AccountLimits limits) {}

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
          AccountLimits limits = limits(section).apply(AccountLimits.DEFAULT);
          return name == null ? null : new Wanted(name, limits);
        });
    Accounts.Made made =
        accounts.create(
            call.actor(), Fields.requireIdentifier("an account", wanted.name()), wanted.limits());
    return Answer.created(
        "/accounts/" + made.account().name(),
        AccountView.of(made.account(), made.token().secret()));
  }

  /** Limits are the operator's to set. */
  private Answer change(Call call) {
    requireOperator(call);
    Account account = accounts.require(call.caller(), call.path("account"));
    UnaryOperator<AccountLimits> how = call.body(AccountApi::limits);
    return shown(accounts.changeLimits(call.actor(), account, call::requireMatch, how));
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
      throw ApiProblem.of(
          ApiProblem.Type.FORBIDDEN,
          "accounts are managed with an administrator's token of the account %s"
              .formatted(Accounts.FIRST));
    }
  }

  private static Answer shown(Account account) {
    return Answer.ok(AccountView.of(account)).revision(account.revision());
  }
}
