package dev.edgekeep.control.token;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tokens of accounts. Blocks; any thread. */
public final class Tokens {
  private final Store store;
  private final Changes changes;

  public Tokens(Store store, Changes changes) {
    this.store = store;
    this.changes = changes;
  }

  /** A token that was made, with what is shown once. */
  public record Made(Token token, String secret) {}

  /**
   * What a token should be.
   *
   * @param siteId null: all sites
   * @param expiresAt null: never
   */
  public record Wanted(
      String name, Role role, @Nullable String siteId, @Nullable Instant expiresAt) {}

  /** Those of the account; for a token of one site those of this site. */
  public Page<Token> list(Caller caller, Paging paging) {
    List<Token> rows =
        store.read(db ->
            db.createQuery(
                    """
                    SELECT * FROM token WHERE account_id = :account AND id > :cursor
                    AND (:only = '' OR site_id = :only)
                    ORDER BY id LIMIT :limit\
                    """)
                .bind("account", caller.accountId())
                .bind("only", caller.onlySite())
                .bind("cursor", paging.cursor())
                .bind("limit", paging.fetch())
                .map(Token.ROW)
                .list());
    return Page.of(rows, paging, Token::id);
  }

  /** Makes a token of the actor's account. */
  public Made create(Actor actor, Wanted wanted) {
    return changes.make(actor, change -> insert(change, actor.accountId(), wanted)).value();
  }

  /** Makes a token within a change. */
  public Made insert(Change change, String accountId, Wanted wanted) {
    TokenSecret secret = TokenSecret.make(Ids.next(change.now()));
    Instant expiresAt = wanted.expiresAt();
    change
        .db()
        .createUpdate(
            """
            INSERT INTO token (id, account_id, site_id, name, role, secret_hash, created_at, expires_at)
            VALUES (:id, :account, :site, :name, :role, :hash, :now, :expires)\
            """)
        .bind("id", secret.id())
        .bind("account", accountId)
        .bind("site", wanted.siteId())
        .bind("name", wanted.name())
        .bind("role", wanted.role().name())
        .bind("hash", secret.hash())
        .bind("now", change.nowMillis())
        .bind("expires", expiresAt == null ? null : expiresAt.toEpochMilli())
        .execute();
    Token token = find(change.db(), accountId, secret.id()).orElseThrow();
    change.record("create", "token", token.id(), token.name(), null, TokenView.of(token));
    return new Made(token, secret.text());
  }

  /**
   * Revokes a token, at once.
   *
   * @throws DomainException when it is the last that may administer the account
   */
  public void delete(Actor actor, String id) {
    changes.make(
        actor,
        change -> {
          Token token =
              find(change.db(), actor.accountId(), id)
                  .orElseThrow(() -> DomainException.notFound("token", id));
          if (token.role() == Role.ADMIN && isLastAdmin(change, token)) {
            throw DomainException.conflict(
                "this is the last token that may administer the account; make another one first");
          }
          change.db().createUpdate("DELETE FROM token WHERE id = :id").bind("id", id).execute();
          change.record("delete", "token", id, token.name(), TokenView.of(token), null);
          return token;
        });
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

  /** A token of an account. */
  public Optional<Token> find(Handle db, String accountId, String id) {
    return db.createQuery("SELECT * FROM token WHERE id = :id AND account_id = :account")
        .bind("id", id)
        .bind("account", accountId)
        .map(Token.ROW)
        .findOne();
  }
}
