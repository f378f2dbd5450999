package dev.edgekeep.control.user;

import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Links that can be used once: they create a user, or give an existing user a new password. Opening
 * one uses nothing up: programs that preview links do that. Blocks; any thread.
 */
public final class Links {
  /** The time in which a link can be used. */
  public static final Duration VALID = Duration.ofHours(1);

  private static final Table TABLE = new Table("console_link");

  private final Store store;
  private final Changes changes;
  private final Users users;
  private final Passwords passwords;
  private final InstantSource clock;

  public Links(
      Store store, Changes changes, Users users, Passwords passwords, InstantSource clock) {
    this.store = store;
    this.changes = changes;
    this.users = users;
    this.passwords = passwords;
    this.clock = clock;
  }

  /**
   * A link that has not been used.
   *
   * @param user whose password it sets; null: it creates a user
   */
  public record Link(
      String accountId, Users.Rights rights, @Nullable User user, Instant expiresAt) {
    /** The name of the user whose password it sets; empty: it creates a user. */
    public String userName() {
      return user == null ? "" : user.name();
    }
  }

  /** A new link. */
  public record Made(Secret secret, Instant expiresAt) {}

  /** Creates a link for a new user. */
  public Made invite(Actor actor, Users.Rights rights) {
    return create(actor, rights, null);
  }

  /** Creates a link with which a user chooses a new password. */
  Made reset(Actor actor, User user) {
    return create(actor, new Users.Rights(user.role(), user.siteId()), user);
  }

  private Made create(Actor actor, Users.Rights rights, @Nullable User user) {
    Secret secret = Secret.create(Ids.next(clock.instant()));
    Instant expiresAt = clock.instant().plus(VALID);
    changes.make(
        actor,
        change -> {
          deleteExpired(change.db());
          TABLE.insert(
              change.db(),
              new Columns()
                  .text("id", secret.id())
                  .text("account_id", actor.accountId())
                  .text("site_id", rights.siteId())
                  .text("user_id", user == null ? null : user.id())
                  .text("role", rights.role().name())
                  .bytes("secret_hash", secret.hash())
                  .number("created_at", change.nowMillis())
                  .number("expires_at", expiresAt.toEpochMilli()));
          String name = user == null ? rights.role().label() : user.name();
          change.record("create", "console-link", secret.id(), name, null, null);
          return true;
        });
    return new Made(secret, expiresAt);
  }

  /** The link with this secret; empty when it was used, has expired, or never existed. */
  public Optional<Link> find(Secret secret) {
    return store.read(db -> find(db, secret));
  }

  private Optional<Link> find(Handle db, Secret secret) {
    return db.createQuery("SELECT * FROM console_link WHERE id = :id AND expires_at > :now")
        .bind("id", secret.id())
        .bind("now", clock.millis())
        .map((row, context) ->
            secret.hasHash(row.getBytes("secret_hash"))
                ? Optional.of(
                    new Link(
                        row.getString("account_id"),
                        new Users.Rights(
                            Role.stored(row.getString("role")), row.getString("site_id")),
                        user(db, row.getString("user_id")),
                        Instant.ofEpochMilli(row.getLong("expires_at"))))
                : Optional.<Link>empty())
        .findOne()
        .flatMap(found -> found);
  }

  private static @Nullable User user(Handle db, @Nullable String id) {
    return id == null
        ? null
        : db.createQuery("SELECT * FROM console_user WHERE id = :id")
            .bind("id", id)
            .map(User.ROW)
            .findOne()
            .orElse(null);
  }

  /**
   * Uses a link up.
   *
   * @param name of a new user; ignored when the link is for an existing one
   * @return the user
   * @throws DomainException when the link, the name or the password is not accepted; the link can
   *     then be used again
   */
  public User use(Secret secret, String name, String password, String address) {
    Link before = find(secret).orElseThrow(Links::gone);
    User existing = before.user();
    String hash = passwords.hash(password, existing == null ? name : existing.name());
    Actor actor =
        new Actor(before.accountId(), secret.id(), "one-time link", address, null, false, null);
    return changes
        .make(
            actor,
            change -> {
              Link link = find(change.db(), secret).orElseThrow(Links::gone);
              TABLE.delete(change.db(), secret.id());
              User user = link.user();
              if (user == null) {
                return users.create(change, link.accountId(), name, link.rights(), hash);
              }
              users.setPassword(change, user, hash);
              return user;
            })
        .value();
  }

  private static DomainException gone() {
    return DomainException.notFound(
        "this link was used or has expired; create another one with: edgekeep console-link");
  }

  private void deleteExpired(Handle db) {
    db.createUpdate("DELETE FROM console_link WHERE expires_at <= :now")
        .bind("now", clock.millis())
        .execute();
  }
}
