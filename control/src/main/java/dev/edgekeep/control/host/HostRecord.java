package dev.edgekeep.control.host;

import dev.edgekeep.control.record.StoredRecord;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** A host as it is stored, with the records that it uses. */
public record HostRecord(
    String id,
    String accountId,
    String siteId,
    String name,
    Configuration configuration,
    Uses uses,
    Instant createdAt,
    long revision)
    implements StoredRecord {
  /** A SELECT for {@link #ROW}: everything about a host in one row. */
  public static final String SELECT =
      """
      SELECT host.*, site.account_id, origin.name AS origin_name,
          (SELECT string_agg(certificate_id, ' ' ORDER BY position) FROM host_certificate
              WHERE host_id = host.id) AS certificates,
          (SELECT string_agg(binding.client_ca_id || ' ' || coalesce(client_ca.name, ''), '\n'
                  ORDER BY client_ca.name)
              FROM binding LEFT JOIN client_ca ON client_ca.id = binding.client_ca_id
              WHERE binding.host_id = host.id) AS client_cas
      FROM host JOIN site ON site.id = host.site_id
      LEFT JOIN origin ON origin.id = host.origin_id
      """;

  public static final RowMapper<HostRecord> ROW = (row, context) -> of(row);

  /**
   * The host's own settings.
   *
   * @param mode null: the stored text is not a mode
   * @param storedMode the text that is stored as the mode
   * @param settings all others, as {@code tls} and {@code routes}, and {@code maxChainDepth} and
   *     {@code fromHeader} of the client authentication, in JSON
   */
  public record Configuration(@Nullable Mode mode, String storedMode, String settings) {}

  /**
   * The records that the host uses.
   *
   * @param certificates ids of server certificates, in order of preference
   * @param clientCas client CAs that it trusts, by name
   */
  public record Uses(Named origin, List<String> certificates, List<Named> clientCas) {
    public Uses {
      certificates = List.copyOf(certificates);
      clientCas = List.copyOf(clientCas);
    }

    List<String> clientCaNames() {
      return clientCas.stream().map(Named::name).toList();
    }

    /** In the order of their ids. */
    public List<String> clientCaIds() {
      return clientCas.stream().map(Named::id).sorted().toList();
    }
  }

  /** The id and the name of a record. */
  public record Named(String id, String name) {
    /** Of a damaged name the id alone, which names no record: the host is out of service then. */
    private static Named of(String idAndName) {
      int blank = idAndName.indexOf(' ');
      if (blank < 0) {
        return new Named(idAndName, "");
      }
      return new Named(idAndName.substring(0, blank), idAndName.substring(blank + 1));
    }
  }

  private static HostRecord of(ResultSet row) throws SQLException {
    String mode = row.getString("mode");
    String certificates = row.getString("certificates");
    String clientCas = row.getString("client_cas");
    String origin = row.getString("origin_name");
    return new HostRecord(
        row.getString("id"),
        row.getString("account_id"),
        row.getString("site_id"),
        row.getString("name"),
        new Configuration(ClientAuthModes.stored(mode), mode, row.getString("settings")),
        new Uses(
            new Named(row.getString("origin_id"), origin == null ? "" : origin),
            certificates == null ? List.of() : List.of(certificates.split(" ")),
            clientCas == null ? List.of() : clientCas.lines().map(Named::of).toList()),
        Instant.ofEpochMilli(row.getLong("created_at")),
        row.getLong("revision"));
  }

  public @Nullable Mode mode() {
    return configuration.mode();
  }

  public String settings() {
    return configuration.settings();
  }
}
