package dev.edgekeep.control.user;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.RecordKind;
import dev.edgekeep.control.record.RecordStore;
import dev.edgekeep.control.record.Scope;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Store;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The users of accounts. Blocks; any thread. */
public final class Users {
  private static final String TABLE = "console_user";

  /** Names in paths are ids first: a name that is another user's id would stand for that user. */
  private static final Pattern ID = Pattern.compile("[0-9a-z]{26}");

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@+-]{0,99}");

  /** The characters that are looked at: a name with some blanks. */
  private static final int LONGEST_TYPED = 200;

  private final Store store;
  private final Changes changes;
  private final RecordStore<User> records;
  private final Passwords passwords;

  public Users(Store store, Changes changes, Passwords passwords) {
    this.store = store;
    this.changes = changes;
    this.passwords = passwords;
    this.records =
        new RecordStore<>(
            RecordKind.of(TABLE, User.ROW, (user, now) -> UserView.of(user)), store, changes);
  }

  /** The rights of a user. */
  public record Rights(Role role, @Nullable String siteId) {}

  /** A name in the form in which users have it; empty: nobody can have it. */
  static String normalized(String name) {
    String text = name.length() > LONGEST_TYPED ? "" : name.strip().toLowerCase(Locale.ROOT);
    return NAME.matcher(text).matches() ? text : "";
  }

  private static Scope of(String accountId) {
    return Scope.ofAccount(TABLE, accountId);
  }

  Page<User> list(Caller caller, Paging paging) {
    Scope all = of(caller.accountId());
    return records.list(
        all.and("(:only = '' OR console_user.site_id = :only)", "only", caller.onlySite()), paging);
  }

  User require(Caller caller, String nameOrId) {
    return records
        .find(of(caller.accountId()), nameOrId)
        .orElseThrow(() -> DomainException.notFound("user", nameOrId));
  }

  /** Creates a user within a change; the name must be free in all accounts. */
  User create(Change change, String accountId, String name, Rights rights, String password) {
    if (!NAME.matcher(name).matches()) {
      throw DomainException.invalid(
          "name", "use lower-case letters, digits and . _ @ + -, as anna or anna@example.com");
    }
    if (ID.matcher(name).matches()) {
      throw DomainException.invalid("name", "this looks like an id; choose another name");
    }
    if (named(change, name)) {
      throw DomainException.invalid("name", "this name is taken; choose another one");
    }
    return records.create(
        change,
        of(accountId),
        draft ->
            new Columns()
                .text("site_id", rights.siteId())
                .text("name", name)
                .text("role", rights.role().name())
                .text("password", password));
  }

  private static boolean named(Change change, String name) {
    return change
            .db()
            .createQuery("SELECT count(*) FROM console_user WHERE name = :name")
            .bind("name", name)
            .mapTo(Long.class)
            .one()
        > 0;
  }

  /** Changes the rights of a user, whose sessions end. */
  User change(Actor actor, String nameOrId, Rights rights, LongConsumer match) {
    return records
        .update(
            actor,
            of(actor.accountId()),
            nameOrId,
            match,
            draft -> {
              Sessions.endAll(draft.db(), draft.id());
              return new Columns()
                  .text("site_id", rights.siteId())
                  .text("role", rights.role().name());
            })
        .value();
  }

  /** Gives a user a new password within a change; the sessions and known browsers end. */
  void setPassword(Change change, User user, String hash) {
    User _ =
        records.update(
            change,
            user,
            "password",
            draft -> {
              Sessions.endAll(draft.db(), draft.id());
              return new Columns().text("password", hash);
            });
  }

  /** Changes a user's own password. */
  public void changePassword(Actor actor, User user, String password) {
    String hash = passwords.hash(password, user.name());
    changes.make(
        actor,
        change -> {
          setPassword(change, user, hash);
          return true;
        });
  }

  /** Deletes a user, whose sessions end at once. */
  void delete(Actor actor, String nameOrId, LongConsumer match) {
    records.delete(actor, of(actor.accountId()), nameOrId, match, (change, user) -> {});
  }

  /** A user with the hash of the password. */
  record Known(User user, String password) {}

  Optional<Known> find(String name) {
    return store.read(db ->
        db.createQuery("SELECT * FROM console_user WHERE name = :name")
            .bind("name", name)
            .map((row, context) -> new Known(User.ROW.map(row, context), row.getString("password")))
            .findOne());
  }
}
