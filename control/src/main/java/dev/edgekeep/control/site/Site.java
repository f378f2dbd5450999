package dev.edgekeep.control.site;

import dev.edgekeep.control.record.StoredRecord;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * A domain that an account has added.
 *
 * @param name as {@code example.com}, in lower case
 */
public record Site(String id, String accountId, String name, Instant createdAt, long revision)
    implements StoredRecord {
  static final RowMapper<Site> ROW =
      (row, context) ->
          new Site(
              row.getString("id"),
              row.getString("account_id"),
              row.getString("name"),
              Instant.ofEpochMilli(row.getLong("created_at")),
              row.getLong("revision"));

  /** Returns whether a host of this name, a wildcard perhaps, can belong to it. */
  public boolean covers(String hostName) {
    String name = hostName.startsWith("*.") ? hostName.substring(2) : hostName;
    return name.equals(this.name) || name.endsWith("." + this.name);
  }

  /** The site that a host of this name, a wildcard perhaps, belongs to, of any account. */
  public static Optional<Site> covering(Handle db, String hostName) {
    return db.createQuery("SELECT * FROM site WHERE name IN (<names>)")
        .bindList("names", DomainName.of(hostName).withParents())
        .map(ROW)
        .findFirst();
  }
}
