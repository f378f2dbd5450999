package dev.edgekeep.control.token;

import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.record.StoredRecord;
import java.time.Instant;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * A token, without its secret.
 *
 * @param siteId null: all sites of the account
 * @param expiresAt null: never
 */
public record Token(
    String id,
    String accountId,
    @Nullable String siteId,
    String name,
    Role role,
    Instant createdAt,
    @Nullable Instant expiresAt)
    implements StoredRecord {
  static final RowMapper<Token> ROW =
      (row, context) -> {
        long expires = row.getLong("expires_at");
        Instant expiresAt = row.wasNull() ? null : Instant.ofEpochMilli(expires);
        return new Token(
            row.getString("id"),
            row.getString("account_id"),
            row.getString("site_id"),
            row.getString("name"),
            Role.stored(row.getString("role")),
            Instant.ofEpochMilli(row.getLong("created_at")),
            expiresAt);
      };

  /** Tokens are created and deleted, never changed. */
  @Override
  public long revision() {
    return 1;
  }

  boolean isExpired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}
