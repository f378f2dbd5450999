package dev.edgekeep.control.record;

import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.store.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * A description of one kind of record: its table, and how it is read, found, shown and deployed.
 * Immutable.
 *
 * @param auditName as audit records name the kind: {@code key-server}
 * @param label for people: {@code key server}
 * @param view the record as audit records keep it at a time: without secrets
 * @param invalidation the part of a snapshot that a change of a record invalidates; empty: none
 * @param hasRevision whether the table has a column {@code revision}
 */
public record RecordKind<R extends StoredRecord>(
    String auditName,
    String label,
    Table table,
    Listing<R> listing,
    Lookup lookup,
    BiFunction<R, Instant, Object> view,
    Function<R, Optional<Invalidation>> invalidation,
    boolean hasRevision) {
  /** The column by which a path names a record. */
  public enum Lookup {
    ID("%1$s.id = :key"),
    NAME("%1$s.name = :key"),
    NAME_OR_ID("(%1$s.name = :key OR %1$s.id = :key)");

    private final String condition;

    Lookup(String condition) {
      this.condition = condition;
    }
  }

  /**
   * A kind whose records are found by name or id, listed by name, and not deployed.
   *
   * @param table its name, which audit records use, too
   */
  public static <R extends StoredRecord> RecordKind<R> of(
      String table, RowMapper<R> mapper, BiFunction<R, Instant, Object> view) {
    return new RecordKind<>(
        table,
        table,
        new Table(table),
        new Listing<>(
            "SELECT * FROM " + table, Order.byText(table + ".name", StoredRecord::name), mapper),
        Lookup.NAME_OR_ID,
        view,
        any -> Optional.empty(),
        true);
  }

  /** The same kind under other names. */
  public RecordKind<R> named(String auditName, String label) {
    return new RecordKind<>(
        auditName, label, table, listing, lookup, view, invalidation, hasRevision);
  }

  /** The same kind, read with another SELECT, which may join other tables. */
  public RecordKind<R> selectedBy(String select) {
    return listedBy(new Listing<>(select, listing.order(), listing.mapper()));
  }

  /** The same kind in another order. */
  public RecordKind<R> orderedBy(Order<R> order) {
    return listedBy(new Listing<>(listing.select(), order, listing.mapper()));
  }

  private RecordKind<R> listedBy(Listing<R> changed) {
    return new RecordKind<>(
        auditName, label, table, changed, lookup, view, invalidation, hasRevision);
  }

  /** The same kind, found another way. */
  public RecordKind<R> foundBy(Lookup changed) {
    return new RecordKind<>(
        auditName, label, table, listing, changed, view, invalidation, hasRevision);
  }

  /** The same kind, whose changes invalidate a part of the snapshot. */
  public RecordKind<R> invalidating(Function<R, Invalidation> part) {
    return new RecordKind<>(
        auditName,
        label,
        table,
        listing,
        lookup,
        view,
        record -> Optional.of(part.apply(record)),
        hasRevision);
  }

  /** The same kind, whose records are not changed, but created and deleted. */
  public RecordKind<R> withoutRevision() {
    return new RecordKind<>(auditName, label, table, listing, lookup, view, invalidation, false);
  }

  /** The record of a scope that a key names; one with this id before one with this name. */
  Optional<R> find(Handle db, Scope scope, String key) {
    return listing.one(
        db,
        scope.and(lookup.condition.formatted(table.name()), "key", key),
        "CASE WHEN %s.id = :key THEN 0 ELSE 1 END".formatted(table.name()));
  }

  /** The record with an id. */
  Optional<R> find(Handle db, String id) {
    String column = table.name() + ".id";
    return listing.one(db, Scope.everything().and(column + " = :id", "id", id), column);
  }
}
