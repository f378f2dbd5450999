package dev.edgekeep.control.feature;

import dev.edgekeep.control.record.StoredRecord;
import java.time.Instant;
import org.jdbi.v3.core.mapper.RowMapper;

/** A host name that a site does not serve yet, as it is stored and shown. */
record ReservedName(String id, String name, String reason, Instant createdAt, long revision)
    implements StoredRecord {
  static final RowMapper<ReservedName> ROW =
      (row, context) ->
          new ReservedName(
              row.getString("id"),
              row.getString("name"),
              row.getString("reason"),
              Instant.ofEpochMilli(row.getLong("created_at")),
              row.getLong("revision"));
}
