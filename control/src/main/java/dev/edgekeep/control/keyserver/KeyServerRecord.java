package dev.edgekeep.control.keyserver;

import dev.edgekeep.control.record.StoredRecord;
import dev.edgekeep.control.secret.Sealed;
import java.time.Instant;
import java.util.Objects;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * A key server of an account.
 *
 * @param settings as they were given, in JSON, without private keys
 * @param sealed the settings with the private key of the edge's identity
 */
public record KeyServerRecord(
    String id,
    String accountId,
    String name,
    String settings,
    Sealed sealed,
    Instant createdAt,
    long revision)
    implements StoredRecord {
  public static final RowMapper<KeyServerRecord> ROW =
      (row, context) ->
          new KeyServerRecord(
              row.getString("id"),
              row.getString("account_id"),
              row.getString("name"),
              row.getString("settings"),
              Objects.requireNonNull(Sealed.ofNullable(row.getBytes("sealed"))),
              Instant.ofEpochMilli(row.getLong("created_at")),
              row.getLong("revision"));

  /** The context that the sealed settings are bound to. */
  public static String context(String id) {
    return "key-server/%s/settings".formatted(id);
  }
}
