package dev.edgekeep.control.change;

import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.StoreException;
import dev.edgekeep.control.store.StoreException.Kind;
import dev.edgekeep.control.store.Table;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/**
 * Makes changes, one after the other. When {@link #make} returns, the change is on disk with its
 * audit records, and being deployed. Blocks; any thread but an event loop.
 */
public final class Changes {
  private static final Table AUDIT = new Table("audit");

  private final Store store;
  private volatile @Nullable Deployer deployer;
  private final ObjectMapper json;
  private final InstantSource clock;

  /**
   * @param json writes values for audit records
   */
  public Changes(Store store, ObjectMapper json, InstantSource clock) {
    this.store = store;
    this.json = json;
    this.clock = clock;
  }

  /** Names the deployer; before that no change can be deployed. */
  public void deployTo(Deployer deployer) {
    this.deployer = deployer;
  }

  /**
   * Makes a change: all of it, or nothing when {@code work} throws.
   *
   * @throws dev.edgekeep.control.store.StoreException when the database fails; nothing was kept
   */
  public <T> Changed<T> make(Actor actor, Function<Change, T> work) {
    AtomicReference<@Nullable Changed<T>> changed = new AtomicReference<>();
    store.inTurn(() -> changed.set(makeInTurn(actor, work)));
    Changed<T> made = changed.get();
    if (made == null) {
      throw new IllegalStateException("no change was made");
    }
    return made;
  }

  private <T> Changed<T> makeInTurn(Actor actor, Function<Change, T> work) {
    AtomicReference<List<Invalidation>> invalidations = new AtomicReference<>(List.of());
    AtomicReference<@Nullable Change> begun = new AtomicReference<>();
    Changed<T> changed;
    try {
      changed = store.write(db -> written(db, actor, work, begun, invalidations));
    } catch (RuntimeException | Error e) {
      Change undone = begun.get();
      boolean mayBeKept = e instanceof StoreException failure && failure.kind() == Kind.UNCERTAIN;
      if (undone != null && !mayBeKept) {
        undone.undone();
      }
      throw e;
    }
    if (changed.isDeployed()) {
      Objects.requireNonNull(deployer, "no deployer")
          .deploy(changed.version(), invalidations.get());
    }
    return changed;
  }

  private <T> Changed<T> written(
      Handle db,
      Actor actor,
      Function<Change, T> work,
      AtomicReference<@Nullable Change> begun,
      AtomicReference<List<Invalidation>> invalidations) {
    Change change = new Change(db, actor, Instant.ofEpochMilli(clock.millis()));
    begun.set(change);
    T value = work.apply(change);
    invalidations.set(List.copyOf(change.invalidations()));
    long version = change.invalidations().isEmpty() ? Changed.NOT_DEPLOYED : next(db, "version");
    if (version != Changed.NOT_DEPLOYED) {
      insertDeployment(change, version);
    }
    change.records().forEach(record -> insertAudit(change, record, version));
    claim(change);
    return new Changed<>(value, version);
  }

  /** Keeps the idempotency key of the call in the transaction of the change. */
  private static void claim(Change change) {
    IdempotencyKey idempotencyKey = change.actor().idempotencyKey();
    if (idempotencyKey == null) {
      return;
    }
    int claimed =
        change
            .db()
            .createUpdate(
                """
                INSERT INTO idempotency (account_id, token_id, key, request, status, headers, body, at)
                VALUES (:account, :token, :key, :request, 0, '', '', :at)
                ON CONFLICT (account_id, token_id, key) DO UPDATE SET request = excluded.request,
                status = 0, headers = '', body = '', at = excluded.at
                WHERE idempotency.at <= :forgotten\
                """)
            .bind("account", change.actor().accountId())
            .bind("token", change.actor().tokenId())
            .bind("key", idempotencyKey.key())
            .bind("request", idempotencyKey.request())
            .bind("at", change.nowMillis())
            .bind("forgotten", change.now().minus(IdempotencyKey.KEPT).toEpochMilli())
            .execute();
    if (claimed == 0) {
      throw DomainException.conflict(
          "a call with the Idempotency-Key %s was carried out in the meantime"
              .formatted(idempotencyKey.key()));
    }
    forget(change, "account_id = :account AND token_id = :token", IdempotencyKey.OF_TOKEN);
    forget(change, "account_id = :account", IdempotencyKey.OF_ACCOUNT);
  }

  /** Keeps the last keys of a token or an account; those of a day would have no bound. */
  private static void forget(Change change, String whose, int kept) {
    change
        .db()
        .createUpdate(
            """
            DELETE FROM idempotency WHERE %1$s AND at <= (
              SELECT at FROM idempotency WHERE %1$s ORDER BY at DESC LIMIT 1 OFFSET :kept)\
            """
                .formatted(whose))
        .bind("account", change.actor().accountId())
        .bind("token", change.actor().tokenId())
        .bind("kept", kept)
        .execute();
  }

  /** The next value of a counter; its row is locked until the end of the transaction. */
  private static long next(Handle db, String counter) {
    return db.createQuery("UPDATE counter SET value = value + 1 WHERE name = :name RETURNING value")
        .bind("name", counter)
        .mapTo(Long.class)
        .one();
  }

  private static void insertDeployment(Change change, long version) {
    change
        .db()
        .createUpdate(
            """
            INSERT INTO deployment (version, account_id, site_id, at, token_name, summary, touched)
            VALUES (:version, :account,
                (SELECT id FROM site WHERE account_id = :account AND (id = :site OR name = :site)),
                :at, :token, :summary, :touched)\
            """)
        .bind("version", version)
        .bind("account", change.actor().accountId())
        .bind("site", change.actor().site())
        .bind("at", change.nowMillis())
        .bind("token", change.actor().tokenName())
        .bind("summary", change.summary())
        .bind("touched", InvalidationText.write(change.invalidations()))
        .execute();
  }

  private void insertAudit(Change change, Change.AuditRecord record, long version) {
    Actor actor = change.actor();
    AUDIT.insert(
        change.db(),
        new Columns()
            .number("id", next(change.db(), "audit"))
            .text("account_id", actor.accountId())
            .number("at", change.nowMillis())
            .text("token_id", actor.tokenId())
            .text("token_name", actor.tokenName())
            .text("address", actor.address())
            .text("action", record.action())
            .text("kind", record.kind())
            .text("object_id", record.id())
            .text("object_name", record.name())
            .text("before_json", json(record.before()))
            .text("after_json", json(record.after()))
            .number("version", version == Changed.NOT_DEPLOYED ? null : version));
  }

  private @Nullable String json(@Nullable Object value) {
    return value == null ? null : json.writeValueAsString(value);
  }
}
