package dev.edgekeep.control.record;

import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;

/**
 * Finds, lists, creates, changes and deletes the records of one kind. Each change is one
 * transaction: it checks the revision that the caller has seen, writes the row, leaves an audit
 * record with the record before and after, and names the part of the snapshot that it invalidates.
 * Methods with a {@link Handle} or a {@link Change} are for use within a transaction. Blocks; any
 * thread.
 *
 * @param <R> the record
 */
public final class RecordStore<R extends StoredRecord> {
  private final RecordKind<R> kind;
  private final Store store;
  private final Changes changes;

  public RecordStore(RecordKind<R> kind, Store store, Changes changes) {
    this.kind = kind;
    this.store = store;
    this.changes = changes;
  }

  /** A page of the records of a scope. */
  public Page<R> list(Scope scope, Paging paging) {
    return store.read(db -> kind.listing().page(db, scope, paging));
  }

  /** As {@link #list}, for filters that may look at many rows. */
  public Page<R> search(Scope scope, Paging paging) {
    return store.search(db -> kind.listing().page(db, scope, paging));
  }

  /** All records of a scope, in order. */
  public List<R> all(Scope scope) {
    return store.read(db -> all(db, scope));
  }

  public List<R> all(Handle db, Scope scope) {
    return kind.listing().all(db, scope);
  }

  /** The number of records of a scope whose condition is about the kind's own table only. */
  public long count(Handle db, Scope scope) {
    return scope
        .bind(
            db.createQuery(
                "SELECT count(*) FROM %s WHERE %s"
                    .formatted(kind.table().name(), scope.condition())))
        .mapTo(Long.class)
        .one();
  }

  public Optional<R> find(Scope scope, String key) {
    return store.read(db -> find(db, scope, key));
  }

  public Optional<R> find(Handle db, Scope scope, String key) {
    return kind.find(db, scope, key);
  }

  /**
   * The record that a key names.
   *
   * @throws DomainException when the scope has none
   */
  public R require(Scope scope, String key) {
    return store.read(db -> require(db, scope, key));
  }

  /** As {@link #require(Scope, String)}, within a transaction. */
  public R require(Handle db, Scope scope, String key) {
    return find(db, scope, key).orElseThrow(() -> DomainException.notFound(kind.label(), key));
  }

  public Changed<R> create(Actor actor, Scope scope, Content<R> content) {
    return changes.make(actor, change -> create(change, scope, content));
  }

  /**
   * Creates the record that a key names, or replaces it.
   *
   * @param match accepts the revision that is replaced, or throws
   */
  public Changed<Put<R>> put(
      Actor actor, Scope scope, String key, LongConsumer match, Content<R> content) {
    return changes.make(
        actor,
        change -> {
          Optional<R> before = find(change.db(), scope, key);
          before.ifPresent(record -> match.accept(record.revision()));
          R after =
              before
                  .map(record -> update(change, record, content))
                  .orElseGet(() -> create(change, scope, content));
          return new Put<>(after, before.isEmpty());
        });
  }

  /** As {@link #put}, for a record that must exist. */
  public Changed<R> update(
      Actor actor, Scope scope, String key, LongConsumer match, Content<R> content) {
    return changes.make(
        actor,
        change -> {
          R before = require(change.db(), scope, key);
          match.accept(before.revision());
          return update(change, before, content);
        });
  }

  /**
   * Deletes a record.
   *
   * @param check throws when the record may not be deleted
   */
  public Changed<R> delete(
      Actor actor, Scope scope, String key, LongConsumer match, BiConsumer<Change, R> check) {
    return changes.make(
        actor,
        change -> {
          R record = require(change.db(), scope, key);
          match.accept(record.revision());
          check.accept(change, record);
          delete(change, record);
          return record;
        });
  }

  public R create(Change change, Scope scope, Content<R> content) {
    return create(change, scope, Ids.next(change.now()), content);
  }

  /** Creates a record with an id that was chosen before. */
  public R create(Change change, Scope scope, String id, Content<R> content) {
    Draft<R> draft = new Draft<>(change, id, Optional.empty());
    Columns columns =
        new Columns()
            .text("id", id)
            .and(scope.columns())
            .and(content.columns(draft))
            .number("created_at", change.nowMillis());
    if (kind.hasRevision()) {
      columns.number("revision", 1L);
    }
    kind.table().insert(change.db(), columns);
    return written(draft, "create", content);
  }

  public R update(Change change, R before, Content<R> content) {
    return update(change, before, "update", content);
  }

  /**
   * Changes a record.
   *
   * @param action as the audit record calls it
   */
  public R update(Change change, R before, String action, Content<R> content) {
    Draft<R> draft = new Draft<>(change, before.id(), Optional.of(before));
    Columns columns = content.columns(draft).increment("revision");
    if (!kind.table().update(change.db(), before.id(), columns)) {
      throw DomainException.conflict(
          "the %s %s was deleted in the meantime; try again"
              .formatted(kind.label(), before.name()));
    }
    return written(draft, action, content);
  }

  private R written(Draft<R> draft, String action, Content<R> content) {
    content.writeParts(draft);
    R after = kind.find(draft.db(), draft.id()).orElseThrow();
    record(draft.change(), action, draft.before(), Optional.of(after));
    return after;
  }

  public void delete(Change change, R record) {
    kind.table().delete(change.db(), record.id());
    record(change, "delete", Optional.of(record), Optional.empty());
  }

  private void record(Change change, String action, Optional<R> before, Optional<R> after) {
    R record = after.or(() -> before).orElseThrow();
    change.record(
        action,
        kind.auditName(),
        record.id(),
        record.name(),
        before.map(each -> kind.view().apply(each, change.now())).orElse(null),
        after.map(each -> kind.view().apply(each, change.now())).orElse(null));
    kind.invalidation().apply(record).ifPresent(change::invalidate);
  }
}
