package dev.edgekeep.control.account;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Draft;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.RecordKind;
import dev.edgekeep.control.record.RecordStore;
import dev.edgekeep.control.record.Scope;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.token.Tokens;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import tools.jackson.databind.ObjectMapper;

/** The accounts. Blocks; any thread. */
public final class Accounts {
  /** The account that is there from the start. */
  public static final String FIRST = "default";

  private final Store store;
  private final Changes changes;
  private final RecordStore<Account> records;
  private final Tokens tokens;
  private final Vault vault;
  private final ObjectMapper json;

  public Accounts(Store store, Changes changes, Tokens tokens, Vault vault, ObjectMapper json) {
    this.store = store;
    this.changes = changes;
    this.records =
        new RecordStore<>(
            RecordKind.of("account", row(json), (account, now) -> AccountView.of(account)),
            store,
            changes);
    this.tokens = tokens;
    this.vault = vault;
    this.json = json;
  }

  /** A new account, with its first token. */
  public record Made(Account account, Tokens.Made token) {}

  /** Returns whether no account exists yet. */
  public boolean isEmpty() {
    return store.read(db -> db.createQuery("SELECT count(*) FROM account").mapTo(Long.class).one())
        == 0;
  }

  /** The first account, whose administrators manage the others. */
  public Made createFirst(Instant now) {
    String id = Ids.next(now);
    return changes
        .make(Actor.program(id), change -> create(change, id, FIRST, true, AccountSettings.DEFAULT))
        .value();
  }

  /** Another account, with a token that administers it. */
  public Made create(Actor actor, String name, AccountSettings settings) {
    return changes
        .make(
            actor,
            change -> {
              if (find(change.db(), name).isPresent()) {
                throw DomainException.conflict("there is an account %s already".formatted(name));
              }
              return create(change, Ids.next(change.now()), name, false, settings);
            })
        .value();
  }

  private Made create(
      Change change, String id, String name, boolean isOperator, AccountSettings settings) {
    Account account =
        records.create(
            change,
            Scope.everything(),
            id,
            draft ->
                columns(settings)
                    .text("name", name)
                    .flag("is_operator", isOperator)
                    .bytes("data_key", vault.newDataKey(id)));
    Tokens.Made token =
        tokens.create(change, id, new Tokens.Wanted("first administrator", Role.ADMIN, null, null));
    return new Made(account, token);
  }

  private Columns columns(AccountSettings settings) {
    return new Columns()
        .text("settings", json.writeValueAsString(settings.limits()))
        .text("client_certificate_scope", settings.clientCertificateScope().label());
  }

  /** All accounts for operators, the caller's own for everybody else. */
  public Page<Account> list(Caller caller, Paging paging) {
    Scope all = Scope.everything();
    return records.list(
        caller.isOperator() ? all : all.and("account.id = :own", "own", caller.accountId()),
        paging);
  }

  /** An account by name or id, where the caller may see it. */
  public Account require(Caller caller, String nameOrId) {
    return records
        .find(Scope.everything(), nameOrId)
        .filter(account -> caller.isOperator() || account.id().equals(caller.accountId()))
        .orElseThrow(() -> DomainException.notFound("account", nameOrId));
  }

  /** The limits of an account. */
  public AccountLimits limits(Handle db, String accountId) {
    return find(db, accountId)
        .map(account -> account.settings().limits())
        .orElse(AccountLimits.DEFAULT);
  }

  public Changed<Account> change(
      Actor actor, Account account, LongConsumer match, UnaryOperator<AccountSettings> how) {
    return records.update(
        actor, Scope.everything(), account.id(), match, draft -> changed(draft, how));
  }

  private Columns changed(Draft<Account> draft, UnaryOperator<AccountSettings> how) {
    AccountSettings before = draft.before().orElseThrow().settings();
    AccountSettings after = how.apply(before);
    if (after.clientCertificateScope() != before.clientCertificateScope()) {
      invalidateManagedCa(draft.change(), draft.id());
    }
    return columns(after);
  }

  /** The hosts that trust the account's own CA, if it has one, accept other certificates now. */
  private static void invalidateManagedCa(Change change, String accountId) {
    change
        .db()
        .createQuery("SELECT id FROM client_ca WHERE account_id = :account AND kind = 'managed'")
        .bind("account", accountId)
        .mapTo(String.class)
        .findOne()
        .ifPresent(id -> change.invalidate(new Invalidation.ClientCa(id)));
  }

  private Optional<Account> find(Handle db, String nameOrId) {
    return records.find(db, Scope.everything(), nameOrId);
  }

  private static RowMapper<Account> row(ObjectMapper json) {
    return (row, context) ->
        new Account(
            row.getString("id"),
            row.getString("name"),
            row.getInt("is_operator") != 0,
            AccountSettings.stored(
                json, row.getString("settings"), row.getString("client_certificate_scope")),
            Instant.ofEpochMilli(row.getLong("created_at")),
            row.getLong("revision"));
  }
}
