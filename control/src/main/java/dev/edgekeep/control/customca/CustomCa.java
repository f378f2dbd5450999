package dev.edgekeep.control.customca;

import dev.edgekeep.control.record.StoredRecord;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * A client CA that was uploaded to a site.
 *
 * @param bundle without certificates when what is stored cannot be read
 * @param settings {@code revoked} and {@code ocsp} in JSON, as they were given; null: neither was
 */
record CustomCa(
    String id,
    String siteId,
    String name,
    Bundle bundle,
    @Nullable String settings,
    Instant createdAt,
    long revision)
    implements StoredRecord {
  static final RowMapper<CustomCa> ROW = (row, context) -> of(row);

  private static CustomCa of(ResultSet row) throws SQLException {
    return new CustomCa(
        row.getString("id"),
        row.getString("site_id"),
        row.getString("name"),
        bundle(row.getString("certificates"), row.getString("crl")),
        row.getString("settings"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        row.getLong("revision"));
  }

  private static Bundle bundle(String certificates, @Nullable String crl) {
    try {
      List<RevocationList> lists = crl == null ? List.of() : PemFiles.revocationLists(bytes(crl));
      return new Bundle(PemFiles.certificates(bytes(certificates)), lists);
    } catch (CertificateFormatException _) {
      // Reported by the compilation; the record can still be listed, replaced and deleted.
      return new Bundle(List.of(), List.of());
    }
  }

  private static byte[] bytes(String pem) {
    return pem.getBytes(StandardCharsets.US_ASCII);
  }
}
