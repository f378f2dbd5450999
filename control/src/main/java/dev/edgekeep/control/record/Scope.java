package dev.edgekeep.control.record;

import dev.edgekeep.control.store.Columns;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;

/**
 * The records that are meant: those of a site or an account, perhaps filtered. Immutable.
 *
 * @param condition SQL with named parameters, none of them {@code key}, {@code cursor} or {@code
 *     limit}; written in code, never by callers
 * @param parameters the values of the condition's parameters
 * @param owner the columns that tell whose a new record is
 */
public record Scope(String condition, Map<String, Object> parameters, Map<String, String> owner) {
  public Scope {
    parameters = Map.copyOf(parameters);
    owner = Map.copyOf(owner);
  }

  /** Every record. */
  public static Scope everything() {
    return new Scope("1 = 1", Map.of(), Map.of());
  }

  /** The records of a table that belong to a site. */
  public static Scope ofSite(String table, String siteId) {
    return owned(table + ".site_id", "site_id", siteId);
  }

  /** The records of a table that belong to an account. */
  public static Scope ofAccount(String table, String accountId) {
    return owned(table + ".account_id", "account_id", accountId);
  }

  private static Scope owned(String qualified, String column, String id) {
    return new Scope(qualified + " = :owner", Map.of("owner", id), Map.of(column, id));
  }

  /** The records of these for which a further condition holds. */
  public Scope and(String further) {
    return new Scope(condition + " AND " + further, parameters, owner);
  }

  /** As {@link #and(String)}, for a condition with a parameter. */
  public Scope and(String further, String parameter, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(parameters);
    more.put(parameter, value);
    return new Scope(condition + " AND " + further, more, owner);
  }

  /** The same with a further column of new records. */
  public Scope owning(String column, String value) {
    Map<String, String> more = new LinkedHashMap<>(owner);
    more.put(column, value);
    return new Scope(condition, parameters, more);
  }

  Query bind(Query query) {
    return query.bindMap(parameters);
  }

  Columns columns() {
    Columns columns = new Columns();
    owner.forEach(columns::text);
    return columns;
  }
}
