package dev.edgekeep.control.change;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A change in progress: its transaction, audit records and invalidations. One thread. */
public final class Change {
  private final Handle db;
  private final Actor actor;
  private final Instant now;
  private final List<AuditRecord> records = new ArrayList<>();
  private final List<Runnable> undoing = new ArrayList<>();
  private final List<Invalidation> invalidations = new ArrayList<>();

  Change(Handle db, Actor actor, Instant now) {
    this.db = db;
    this.actor = actor;
    this.now = now;
  }

  /** One action of the change. */
  record AuditRecord(
      String action,
      String kind,
      String id,
      String name,
      @Nullable Object before,
      @Nullable Object after) {}

  public Handle db() {
    return db;
  }

  public Actor actor() {
    return actor;
  }

  /** The time of the change, in milliseconds' precision. */
  public Instant now() {
    return now;
  }

  public long nowMillis() {
    return now.toEpochMilli();
  }

  /**
   * Leaves an audit record. Every change leaves one.
   *
   * @param action as {@code create}, {@code update}, {@code delete}, {@code revoke}
   * @param kind of what, as {@code host}
   * @param before the record before, as the API shows it: without secrets; null when it is new
   * @param after the record after; null when it was removed
   */
  public void record(
      String action,
      String kind,
      String id,
      String name,
      @Nullable Object before,
      @Nullable Object after) {
    records.add(new AuditRecord(action, kind, id, name, before, after));
  }

  /**
   * Has something outside of the database undone when the change fails. Runs after the transaction
   * has ended, in reverse order of the calls; exceptions are ignored.
   */
  public void ifUndone(Runnable takingBack) {
    undoing.addFirst(takingBack);
  }

  void undone() {
    undoing.forEach(Change::takeBack);
  }

  private static void takeBack(Runnable takingBack) {
    try {
      takingBack.run();
    } catch (RuntimeException e) {
      return; // the change has failed for another reason, which is reported
    }
  }

  /** Deploys the change: the part of the snapshot is built again. */
  public void invalidate(Invalidation part) {
    invalidations.add(part);
  }

  List<AuditRecord> records() {
    return records;
  }

  List<Invalidation> invalidations() {
    return invalidations;
  }

  /** A summary for the list of deployments. */
  String summary() {
    if (records.isEmpty()) {
      return "";
    }
    AuditRecord first = records.getFirst();
    String more = records.size() == 1 ? "" : " and %d more".formatted(records.size() - 1);
    return "%s %s %s%s".formatted(first.action, first.kind, first.name, more);
  }
}
