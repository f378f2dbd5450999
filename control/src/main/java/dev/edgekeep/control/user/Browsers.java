package dev.edgekeep.control.user;

import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.Table;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Browsers in which a user has signed in before. Their attempts are counted for themselves, so that
 * nobody else's wrong passwords keep the user out. Blocks; any thread.
 */
final class Browsers {
  /** A browser that was not used for so long is a stranger again. */
  static final Duration KEPT = Duration.ofDays(90);

  private static final int OF_USER = 20;
  private static final Table TABLE = new Table("console_browser");

  private final Store store;
  private final InstantSource clock;

  Browsers(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Returns whether a user has signed in with this browser. */
  boolean knows(User user, Optional<Secret> browser) {
    return browser.isPresent() && store.read(db -> isKnown(db, user, browser.get()));
  }

  private boolean isKnown(Handle db, User user, Secret browser) {
    return db.createQuery(
            "SELECT secret_hash FROM console_browser WHERE id = :id AND user_id = :user AND used_at"
                + " > :old")
        .bind("id", browser.id())
        .bind("user", user.id())
        .bind("old", clock.instant().minus(KEPT).toEpochMilli())
        .mapTo(byte[].class)
        .findOne()
        .filter(browser::hasHash)
        .isPresent();
  }

  /** Remembers a browser; the oldest of many are forgotten. */
  Secret remember(User user) {
    Secret secret = Secret.create(Ids.next(clock.instant()));
    store.write(db -> {
      TABLE.insert(
          db,
          new Columns()
              .text("id", secret.id())
              .text("user_id", user.id())
              .bytes("secret_hash", secret.hash())
              .number("used_at", clock.millis()));
      return db.createUpdate(
              """
              DELETE FROM console_browser WHERE user_id = :user AND id NOT IN (
                SELECT id FROM console_browser WHERE user_id = :user
                ORDER BY used_at DESC, id DESC LIMIT :kept)\
              """)
          .bind("user", user.id())
          .bind("kept", OF_USER)
          .execute();
    });
    return secret;
  }
}
