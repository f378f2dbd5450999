package dev.edgekeep.control.user;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.StoreException;
import dev.edgekeep.control.store.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of signed-in users. A session ends when it is not used for a while, after a day's work,
 * when the user signs out or is deleted, and when the user's password or rights change. One that
 * began with a client certificate continues over connections with this certificate only, and ends
 * when it is removed, revoked or expires. Blocks; any thread.
 */
public final class Sessions {
  /** A session that was not used for so long has ended. */
  public static final Duration IDLE = Duration.ofHours(2);

  /** The longest session, however much it is used. */
  public static final Duration LONGEST = Duration.ofHours(12);

  /** Use is noted once in this time. */
  private static final Duration NOTED = Duration.ofMinutes(1);

  /** The most sessions of one user. */
  private static final int OF_USER = 50;

  private static final int AGENT = 200;
  private static final Table TABLE = new Table("console_session");

  private final Store store;
  private final Changes changes;
  private final InstantSource clock;

  public Sessions(Store store, Changes changes, InstantSource clock) {
    this.store = store;
    this.changes = changes;
    this.clock = clock;
  }

  /** A session as its user and administrators see it. */
  record View(
      String id, String user, String address, String agent, Instant createdAt, Instant usedAt) {}

  /** Begins a session; the browser keeps the secret. */
  public Secret begin(User user, Client client, String agent) {
    return begin(user, client, agent, null);
  }

  /**
   * Begins a session.
   *
   * @param certificateId the certificate of the user with which it begins; null: none
   */
  public Secret begin(User user, Client client, String agent, @Nullable String certificateId) {
    Secret secret = Secret.create(Ids.next(clock.instant()));
    changes.make(
        user.caller(false, client.address()).actor(null, null),
        change -> {
          deleteEnded(change.db());
          deleteOldest(change.db(), user);
          TABLE.insert(
              change.db(),
              columns(user, secret, client.address(), agent).text("certificate_id", certificateId));
          change.record("sign-in", "user", user.id(), user.name(), null, UserView.of(user));
          return true;
        });
    return secret;
  }

  private Columns columns(User user, Secret secret, String address, String agent) {
    long now = clock.millis();
    return new Columns()
        .text("id", secret.id())
        .text("user_id", user.id())
        .bytes("secret_hash", secret.hash())
        .text("address", address)
        .text("agent", agent.substring(0, Math.min(AGENT, agent.length())))
        .number("created_at", now)
        .number("authenticated_at", now)
        .number("used_at", now);
  }

  /**
   * The session that a browser continues; empty when it has ended.
   *
   * @param isUse whether a person does something: a page that renews itself does not keep a session
   *     alive
   */
  public Optional<Session> find(Secret secret, Client client, boolean isUse) {
    Optional<Row> row =
        store
            .read(db -> row(db, secret))
            .filter(this::isAlive)
            .filter(found ->
                found.certificate() == null || found.certificate().equals(client.certificate()));
    row.filter(found -> isUse && found.usedAt() + NOTED.toMillis() < clock.millis())
        .ifPresent(found -> noteUse(found.session().id()));
    return row.map(found -> found.session())
        .map(session ->
            new Session(
                session.id(),
                session.user(),
                withAddress(session.caller(), client.address()),
                session.createdAt(),
                session.authenticatedAt()));
  }

  private static Caller withAddress(Caller caller, String address) {
    return new Caller(
        caller.accountId(),
        caller.isOperator(),
        caller.role(),
        caller.siteId(),
        caller.tokenId(),
        caller.tokenName(),
        address);
  }

  /**
   * @param certificate the fingerprint of the certificate with which it began; null: none
   */
  private record Row(Session session, long usedAt, @Nullable String certificate) {}

  private Optional<Row> row(Handle db, Secret secret) {
    return db.createQuery(
            """
            SELECT console_user.*, account.is_operator, s.id AS session_id, s.secret_hash,
                s.created_at AS began_at, s.authenticated_at, s.used_at, c.fingerprint
            FROM console_session s JOIN console_user ON console_user.id = s.user_id
            JOIN account ON account.id = console_user.account_id
            LEFT JOIN console_certificate c ON c.id = s.certificate_id
            WHERE s.id = :id AND (s.certificate_id IS NULL OR (\
            """
                + SignInCertificates.COUNTS
                + "))")
        .bind("now", clock.millis())
        .bind("id", secret.id())
        .map((row, context) -> {
          User user = User.ROW.map(row, context);
          Session session =
              new Session(
                  row.getString("session_id"),
                  user,
                  user.caller(row.getInt("is_operator") != 0, ""),
                  Instant.ofEpochMilli(row.getLong("began_at")),
                  Instant.ofEpochMilli(row.getLong("authenticated_at")));
          return secret.hasHash(row.getBytes("secret_hash"))
              ? Optional.of(new Row(session, row.getLong("used_at"), row.getString("fingerprint")))
              : Optional.<Row>empty();
        })
        .findOne()
        .flatMap(found -> found);
  }

  private boolean isAlive(Row row) {
    Instant now = clock.instant();
    Instant used = Instant.ofEpochMilli(row.usedAt());
    return now.isBefore(used.plus(IDLE)) && now.isBefore(row.session().createdAt().plus(LONGEST));
  }

  private void noteUse(String id) {
    try {
      store.write(db -> TABLE.update(db, id, new Columns().number("used_at", clock.millis())));
    } catch (StoreException e) {
      // The next page notes it; while nothing can be written, pages can still be read.
      return;
    }
  }

  /** The user of a session has proven again to be this person. */
  public void confirm(Session session) {
    store.write(db ->
        TABLE.update(db, session.id(), new Columns().number("authenticated_at", clock.millis())));
  }

  /** The sessions of the caller; for administrators those of the account. */
  List<View> list(Caller caller) {
    return list(caller, "");
  }

  /**
   * @param only the id of the one session to find; empty: all
   */
  private List<View> list(Caller caller, String only) {
    return store.read(db ->
        db.createQuery(
                """
                SELECT s.*, console_user.name FROM console_session s
                JOIN console_user ON console_user.id = s.user_id
                WHERE console_user.account_id = :account AND (:all = 1 OR console_user.id = :user)
                AND (:only = '' OR s.id = :only)
                AND s.used_at > :idle AND s.created_at > :oldest
                ORDER BY s.used_at DESC LIMIT 1000\
                """)
            .bind("account", caller.accountId())
            .bind("all", administers(caller) ? 1 : 0)
            .bind("user", caller.tokenId())
            .bind("only", only)
            .bind("idle", clock.instant().minus(IDLE).toEpochMilli())
            .bind("oldest", clock.instant().minus(LONGEST).toEpochMilli())
            .map((row, context) ->
                new View(
                    row.getString("id"),
                    row.getString("name"),
                    row.getString("address"),
                    row.getString("agent"),
                    Instant.ofEpochMilli(row.getLong("created_at")),
                    Instant.ofEpochMilli(row.getLong("used_at"))))
            .list());
  }

  private static boolean administers(Caller caller) {
    return caller.role() == Role.ADMIN && caller.siteId() == null;
  }

  /**
   * Ends a session that the caller may end.
   *
   * @throws DomainException when there is none
   */
  public void end(Caller caller, Actor actor, String id) {
    View found =
        list(caller, id).stream()
            .findAny()
            .orElseThrow(() -> DomainException.notFound("session", id));
    changes.make(
        actor,
        change -> {
          TABLE.delete(change.db(), id);
          change.record("sign-out", "user", id, found.user(), found, null);
          return true;
        });
  }

  /** Ends all sessions of a user but this one. */
  public void endOthers(Actor actor, Session kept) {
    changes.make(
        actor,
        change -> {
          int ended =
              change
                  .db()
                  .createUpdate("DELETE FROM console_session WHERE user_id = :user AND id <> :kept")
                  .bind("user", kept.user().id())
                  .bind("kept", kept.id())
                  .execute();
          String name = kept.user().name();
          change.record(
              "sign-out", "user", kept.user().id(), name, Map.of("sessions", ended), null);
          return true;
        });
  }

  /** Ends all sessions of a user of the account. */
  void endAll(Actor actor, User user) {
    changes.make(
        actor,
        change -> {
          int ended =
              change
                  .db()
                  .createUpdate("DELETE FROM console_session WHERE user_id = :user")
                  .bind("user", user.id())
                  .execute();
          change.record(
              "sign-out", "user", user.id(), user.name(), Map.of("sessions", ended), null);
          return true;
        });
  }

  /** Ends the sessions of a user, the known browsers, and the links for another password. */
  static void endAll(Handle db, String userId) {
    db.createUpdate("DELETE FROM console_session WHERE user_id = :user")
        .bind("user", userId)
        .execute();
    db.createUpdate("DELETE FROM console_browser WHERE user_id = :user")
        .bind("user", userId)
        .execute();
    db.createUpdate("DELETE FROM console_link WHERE user_id = :user")
        .bind("user", userId)
        .execute();
  }

  /** Makes room for one more session of a user: those that were used least recently end. */
  private static void deleteOldest(Handle db, User user) {
    db.createUpdate(
            """
            DELETE FROM console_session WHERE user_id = :user AND id NOT IN (
              SELECT id FROM console_session WHERE user_id = :user
              ORDER BY used_at DESC, id DESC LIMIT :kept)\
            """)
        .bind("user", user.id())
        .bind("kept", OF_USER - 1)
        .execute();
  }

  private void deleteEnded(Handle db) {
    db.createUpdate("DELETE FROM console_session WHERE used_at <= :idle OR created_at <= :oldest")
        .bind("idle", clock.instant().minus(IDLE).toEpochMilli())
        .bind("oldest", clock.instant().minus(LONGEST).toEpochMilli())
        .execute();
  }
}
