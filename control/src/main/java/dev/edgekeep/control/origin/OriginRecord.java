package dev.edgekeep.control.origin;

import dev.edgekeep.control.record.StoredRecord;
import dev.edgekeep.control.secret.Sealed;
import java.time.Instant;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * An origin of a site.
 *
 * @param settings as they were given, in JSON, without private keys
 * @param sealed the settings with their private keys, sealed; null when there are none
 */
public record OriginRecord(
    String id,
    String siteId,
    String name,
    String settings,
    @Nullable Sealed sealed,
    Instant createdAt,
    long revision)
    implements StoredRecord {
  public static final RowMapper<OriginRecord> ROW =
      (row, context) ->
          new OriginRecord(
              row.getString("id"),
              row.getString("site_id"),
              row.getString("name"),
              row.getString("settings"),
              Sealed.ofNullable(row.getBytes("sealed")),
              Instant.ofEpochMilli(row.getLong("created_at")),
              row.getLong("revision"));

  /** The context that the sealed settings are bound to. */
  public static String context(String id) {
    return "origin/%s/settings".formatted(id);
  }
}
