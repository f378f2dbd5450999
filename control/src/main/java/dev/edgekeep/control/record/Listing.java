package dev.edgekeep.control.record;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * Reads rows, page by page. Blocks; within a transaction.
 *
 * @param select a SELECT without a WHERE
 */
public record Listing<R>(String select, Order<R> order, RowMapper<R> mapper) {
  /** The rows of a scope that follow the cursor. */
  public Page<R> page(Handle db, Scope scope, Paging paging) {
    List<R> rows =
        scope
            .bind(
                db.createQuery(
                    "%s WHERE %s AND %s %s LIMIT :limit"
                        .formatted(select, scope.condition(), order.isAfter(), order.orderBy())))
            .bind("cursor", order.position().apply(paging.cursor()))
            .bind("limit", paging.fetch())
            .map(mapper)
            .list();
    return Page.of(rows, paging, order.cursor());
  }

  /** All rows of a scope, in order. */
  public List<R> all(Handle db, Scope scope) {
    return scope
        .bind(
            db.createQuery("%s WHERE %s %s".formatted(select, scope.condition(), order.orderBy())))
        .map(mapper)
        .list();
  }

  /**
   * One row of a scope; empty when it has none.
   *
   * @param preference SQL that is smallest for the row to prefer among several
   */
  Optional<R> one(Handle db, Scope scope, String preference) {
    return scope
        .bind(
            db.createQuery(
                "%s WHERE %s ORDER BY %s LIMIT 1".formatted(select, scope.condition(), preference)))
        .map(mapper)
        .findOne();
  }
}
