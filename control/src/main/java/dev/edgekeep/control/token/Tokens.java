package dev.edgekeep.control.token;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Order;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.RecordKind;
import dev.edgekeep.control.record.RecordStore;
import dev.edgekeep.control.record.Scope;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The tokens of accounts. Blocks; any thread. */
public final class Tokens {
  private static final String TABLE = "token";

  private final RecordStore<Token> records;
  private final Changes changes;

  public Tokens(Store store, Changes changes) {
    this.records =
        new RecordStore<>(
            RecordKind.of(TABLE, Token.ROW, (token, now) -> TokenView.of(token))
                .foundBy(RecordKind.Lookup.ID)
                .orderedBy(Order.byText("token.id", Token::id))
                .withoutRevision(),
            store,
            changes);
    this.changes = changes;
  }

  /** A new token, with the secret that is shown once. */
  public record Made(Token token, String secret) {}

  /**
   * A token to create.
   *
   * @param siteId null: all sites
   * @param expiresAt null: never
   */
  public record Wanted(
      String name, Role role, @Nullable String siteId, @Nullable Instant expiresAt) {}

  /** The tokens of the account; for a token of one site those of this site. */
  public Page<Token> list(Caller caller, Paging paging) {
    Scope scope = Scope.ofAccount(TABLE, caller.accountId());
    return records.list(
        scope.and("(:only = '' OR token.site_id = :only)", "only", caller.onlySite()), paging);
  }

  /** Creates a token of the actor's account. */
  public Made create(Actor actor, Wanted wanted) {
    return changes.make(actor, change -> create(change, actor.accountId(), wanted)).value();
  }

  /** Creates a token within a change. */
  public Made create(Change change, String accountId, Wanted wanted) {
    TokenSecret secret = TokenSecret.make(Ids.next(change.now()));
    Token token =
        records.create(
            change,
            Scope.ofAccount(TABLE, accountId),
            secret.id(),
            draft -> columns(wanted, secret));
    return new Made(token, secret.text());
  }

  private static Columns columns(Wanted wanted, TokenSecret secret) {
    Instant expiresAt = wanted.expiresAt();
    return new Columns()
        .text("site_id", wanted.siteId())
        .text("name", wanted.name())
        .text("role", wanted.role().name())
        .bytes("secret_hash", secret.hash())
        .number("expires_at", expiresAt == null ? null : expiresAt.toEpochMilli());
  }

  /**
   * Revokes a token, at once.
   *
   * @throws DomainException when it is the last that may administer the account
   */
  public void delete(Actor actor, String id) {
    records.delete(
        actor,
        Scope.ofAccount(TABLE, actor.accountId()),
        id,
        anyRevision -> {},
        Tokens::requireOtherAdmin);
  }

  private static void requireOtherAdmin(Change change, Token token) {
    if (token.role() == Role.ADMIN && isLastAdmin(change, token)) {
      throw DomainException.conflict(
          "this is the last token that may administer the account; create another one first");
    }
  }

  private static boolean isLastAdmin(Change change, Token token) {
    return change
            .db()
            .createQuery(
                """
                SELECT count(*) FROM token WHERE account_id = :account AND role = 'ADMIN'
                AND site_id IS NULL AND id <> :id AND (expires_at IS NULL OR expires_at > :now)\
                """)
            .bind("account", token.accountId())
            .bind("id", token.id())
            .bind("now", change.nowMillis())
            .mapTo(Long.class)
            .one()
        == 0;
  }
}
