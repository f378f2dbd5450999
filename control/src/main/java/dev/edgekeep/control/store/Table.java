package dev.edgekeep.control.store;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Writes rows of a table with the same SQL for SQLite and PostgreSQL. The names of tables and
 * columns come from code, never from callers. Blocks; within a transaction.
 */
public record Table(String name) {
  public void insert(Handle db, Columns columns) {
    columns
        .bind(
            db.createUpdate(
                "INSERT INTO %s (%s) VALUES (%s)"
                    .formatted(name, columns.names(), columns.parameters())))
        .execute();
  }

  /** Inserts rows at once; all of them have the same columns. */
  public void insertAll(Handle db, List<Columns> rows) {
    if (rows.isEmpty()) {
      return;
    }
    Columns first = rows.getFirst();
    PreparedBatch batch =
        db.prepareBatch(
            "INSERT INTO %s (%s) VALUES (%s)".formatted(name, first.names(), first.parameters()));
    rows.forEach(row -> row.bind(batch).add());
    batch.execute();
  }

  /**
   * Changes the row with an id.
   *
   * @return whether the row exists
   */
  public boolean update(Handle db, String id, Columns columns) {
    return columns
            .bind(
                db.createUpdate(
                    "UPDATE %s SET %s WHERE id = :id".formatted(name, columns.assignments())))
            .bind("id", id)
            .execute()
        > 0;
  }

  /** Adds one to a column of the row with an id. */
  public void increment(Handle db, String id, String column) {
    update(db, id, new Columns().increment(column));
  }

  public void delete(Handle db, String id) {
    db.createUpdate("DELETE FROM %s WHERE id = :id".formatted(name)).bind("id", id).execute();
  }
}
