package dev.edgekeep.control.user;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.record.StoredRecord;
import java.time.Instant;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * A person who uses the console.
 *
 * @param siteId null: all sites of the account
 * @param name by which the person signs in, unique
 */
public record User(
    String id,
    String accountId,
    @Nullable String siteId,
    String name,
    Role role,
    Instant createdAt,
    long revision)
    implements StoredRecord {
  static final RowMapper<User> ROW =
      (row, context) ->
          new User(
              row.getString("id"),
              row.getString("account_id"),
              row.getString("site_id"),
              row.getString("name"),
              Role.stored(row.getString("role")),
              Instant.ofEpochMilli(row.getLong("created_at")),
              row.getLong("revision"));

  /**
   * The user as a caller of the API.
   *
   * @param ofOperator whether the account is the operator's own
   */
  Caller caller(boolean ofOperator, String address) {
    boolean isOperator = ofOperator && role == Role.ADMIN && siteId == null;
    return new Caller(accountId, isOperator, role, siteId, id, name, address);
  }
}
