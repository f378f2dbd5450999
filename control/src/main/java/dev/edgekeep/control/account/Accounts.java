package dev.edgekeep.control.account;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.token.Tokens;
import java.time.Instant;
import java.util.List;
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
  private final Tokens tokens;
  private final Vault vault;
  private final ObjectMapper json;

  public Accounts(Store store, Changes changes, Tokens tokens, Vault vault, ObjectMapper json) {
    this.store = store;
    this.changes = changes;
    this.tokens = tokens;
    this.vault = vault;
    this.json = json;
  }

  /** An account that was made, with its first token. */
  public record Made(Account account, Tokens.Made token) {}

  /** Whether there is none yet. */
  public boolean isEmpty() {
    return store.read(db -> db.createQuery("SELECT count(*) FROM account").mapTo(Long.class).one())
        == 0;
  }

  /** The first account, whose administrators manage the others. */
  public Made createFirst(Instant now) {
    String id = Ids.next(now);
    return changes
        .make(Actor.program(id), change -> insert(change, id, FIRST, true, AccountSettings.DEFAULT))
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
              return insert(change, Ids.next(change.now()), name, false, settings);
            })
        .value();
  }

  private Made insert(
      Change change, String id, String name, boolean isOperator, AccountSettings settings) {
    change
        .db()
        .createUpdate(
            """
            INSERT INTO account (id, name, is_operator, settings, client_certificate_scope, data_key,
                created_at, revision)
            VALUES (:id, :name, :operator, :settings, :scope, :key, :now, 1)\
            """)
        .bind("id", id)
        .bind("name", name)
        .bind("operator", isOperator ? 1 : 0)
        .bind("settings", json.writeValueAsString(settings.limits()))
        .bind("scope", settings.clientCertificateScope().label())
        .bind("key", vault.newDataKey(id))
        .bind("now", change.nowMillis())
        .execute();
    Account account = find(change.db(), id).orElseThrow();
    change.record("create", "account", id, name, null, AccountView.of(account));
    Tokens.Made token =
        tokens.insert(change, id, new Tokens.Wanted("first administrator", Role.ADMIN, null, null));
    return new Made(account, token);
  }

  /** All accounts for operators, the caller's own for everybody else. */
  public Page<Account> list(Caller caller, Paging paging) {
    List<Account> rows =
        store.read(db ->
            db.createQuery(
                    """
                    SELECT * FROM account WHERE (id = :own OR :all = 1) AND name > :cursor
                    ORDER BY name LIMIT :limit\
                    """)
                .bind("own", caller.accountId())
                .bind("all", caller.isOperator() ? 1 : 0)
                .bind("cursor", paging.cursor())
                .bind("limit", paging.fetch())
                .map(row())
                .list());
    return Page.of(rows, paging, Account::name);
  }

  /** An account by name or id, where the caller may see it. */
  public Account require(Caller caller, String nameOrId) {
    return store
        .read(db -> find(db, nameOrId))
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
    return changes.make(
        actor,
        change -> {
          Account before = find(change.db(), account.id()).orElseThrow();
          match.accept(before.revision());
          AccountSettings wanted = how.apply(before.settings());
          change
              .db()
              .createUpdate(
                  """
                  UPDATE account SET settings = :settings, client_certificate_scope = :scope,
                  revision = revision + 1 WHERE id = :id\
                  """)
              .bind("settings", json.writeValueAsString(wanted.limits()))
              .bind("scope", wanted.clientCertificateScope().label())
              .bind("id", account.id())
              .execute();
          Account after = find(change.db(), account.id()).orElseThrow();
          change.record(
              "update",
              "account",
              account.id(),
              account.name(),
              AccountView.of(before),
              AccountView.of(after));
          if (wanted.clientCertificateScope() != before.settings().clientCertificateScope()) {
            touchManagedCa(change, account.id());
          }
          return after;
        });
  }

  /** The hosts that trust the account's own CA, if it has one, accept other certificates now. */
  private static void touchManagedCa(Change change, String accountId) {
    change
        .db()
        .createQuery("SELECT id FROM client_ca WHERE account_id = :account AND kind = 'managed'")
        .bind("account", accountId)
        .mapTo(String.class)
        .findOne()
        .ifPresent(id -> change.invalidate(new Invalidation.ClientCa(id)));
  }

  private Optional<Account> find(Handle db, String nameOrId) {
    return db.createQuery("SELECT * FROM account WHERE id = :account OR name = :account")
        .bind("account", nameOrId)
        .map(row())
        .findOne();
  }

  private RowMapper<Account> row() {
    return (row, context) ->
        new Account(
            row.getString("id"),
            row.getString("name"),
            row.getInt("is_operator") != 0,
            new AccountSettings(
                json.readValue(row.getString("settings"), AccountLimits.class),
                ClientCertificateScope.stored(row.getString("client_certificate_scope"))),
            Instant.ofEpochMilli(row.getLong("created_at")),
            row.getLong("revision"));
  }
}
