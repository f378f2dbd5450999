package dev.edgekeep.control.deploy;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.control.account.ClientCertificateScope;
import dev.edgekeep.control.record.Settings;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.RemoteRevocation;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads client CAs and their revocations from the store, in the types of a snapshot. */
final class ClientCaRecords {
  /** The time by which a clock may be ahead; revocations of removed records are kept as long. */
  private static final Duration CLOCK_AHEAD = Duration.ofDays(30);

  private final StoredValues values;

  ClientCaRecords(StoredValues values) {
    this.values = values;
  }

  private record Row(String clientCaId, String serial) {}

  /**
   * Client CAs by id; the managed one named as {@code ACCOUNT/managed}, custom ones as {@code
   * SITE/NAME}.
   */
  RecordMap<TrustedCas.Stored> all(Handle db, @Nullable String id) {
    Map<String, List<byte[]>> managed = issuers(db, id);
    RecordMap<TrustedCas.Stored> cas = new RecordMap<>();
    StoredValues.byId(
            db.createQuery(
                """
                SELECT client_ca.*, account.name AS account_name, site.name AS site_name,
                    account.is_operator, account.client_certificate_scope, EXISTS (SELECT 1 FROM client_certificate
                    WHERE client_ca_id = client_ca.id AND site_only = 1) AS has_site_only
                FROM client_ca JOIN account ON account.id = client_ca.account_id
                LEFT JOIN site ON site.id = client_ca.site_id
                """
                    + (id == null ? "" : " WHERE client_ca.id = :id")),
            id)
        .map((row, context) -> {
          String site = row.getString("site_name");
          String owner = site == null ? row.getString("account_name") : site;
          String name = owner + "/" + row.getString("name");
          return cas.add(
              row.getString("id"),
              "client CA " + name,
              () ->
                  new TrustedCas.Stored(
                      clientCa(row, name, managed), row.getString("name"), reach(row)));
        })
        .list();
    return cas;
  }

  private static TrustedCas.Reach reach(ResultSet row) throws SQLException {
    if (row.getString("site_id") != null) {
      return TrustedCas.Reach.EVERYWHERE;
    }
    return switch (ClientCertificateScope.stored(row.getString("client_certificate_scope"))) {
      case SITE -> TrustedCas.Reach.OWN_SITE;
      case ACCOUNT ->
          row.getBoolean("has_site_only")
              ? TrustedCas.Reach.MOSTLY_EVERYWHERE
              : TrustedCas.Reach.EVERYWHERE;
    };
  }

  private ClientCa clientCa(ResultSet row, String name, Map<String, List<byte[]>> managed)
      throws SQLException {
    String certificates = row.getString("certificates");
    String crl = row.getString("crl");
    ClientCa ca =
        new ClientCa(
            name,
            certificates == null
                ? managed.getOrDefault(row.getString("id"), List.of()).stream()
                    .map(ClientCaRecords::certificate)
                    .toList()
                : StoredValues.chain("client CA " + name, certificates),
            crl == null ? List.of() : lists(name, crl));
    String settings = row.getString("settings");
    return settings == null
        ? ca
        : ca.withRemote(remote(name, settings).forbidding(values.forbidden(row)));
  }

  /** Settings without effect are a fault, too: they are stored to protect. */
  private RemoteRevocation remote(String name, String settings) {
    return Settings.read(
        "revocation of client CA " + name,
        settings,
        value -> {
          Section section = value.section();
          if (section == null) {
            return null;
          }
          RemoteRevocation read = values.parts().remoteRevocation(section);
          section.end();
          return read.equals(RemoteRevocation.NONE) ? null : read;
        });
  }

  /**
   * The certificates of managed CAs, or of one: those that issue, and those whose certificates
   * still count.
   */
  private static Map<String, List<byte[]>> issuers(Handle db, @Nullable String clientCaId) {
    Map<String, List<byte[]>> issuers = new HashMap<>();
    StoredValues.byId(
            db.createQuery(
                "SELECT * FROM ca_issuer WHERE state <> 'retired'"
                    + (clientCaId == null ? "" : " AND client_ca_id = :id")
                    + " ORDER BY created_at, kind"),
            clientCaId)
        .map((row, context) ->
            issuers
                .computeIfAbsent(row.getString("client_ca_id"), key -> new ArrayList<>())
                .add(row.getBytes("certificate")))
        .list();
    return issuers;
  }

  /**
   * Revoked serial numbers that have not expired for long, by the id of the client CA: a clock that
   * is ahead at the start, and set back later, lets no revoked client in. A client certificate
   * whose record was removed stays revoked, and one whose state is unknown counts as revoked. A CA
   * with a serial number that cannot be read is unreadable here: its revocations are unknown.
   */
  RecordMap<SerialSet> revoked(Handle db) {
    Map<String, List<SerialNumber>> serials = new HashMap<>();
    Map<String, String> damaged = new HashMap<>();
    db.createQuery(
            """
            SELECT client_ca_id, serial FROM client_certificate
            WHERE status <> 'active' AND not_after > :past
            UNION ALL
            SELECT client_ca_id, serial FROM removed_certificate WHERE not_after > :past\
            """)
        .bind("past", values.now().minus(CLOCK_AHEAD).toEpochMilli())
        .setFetchSize(10_000)
        .map((row, context) -> new Row(row.getString(1), row.getString(2)))
        .useStream(rows ->
            rows.forEach(row -> {
              try {
                serials
                    .computeIfAbsent(row.clientCaId(), id -> new ArrayList<>())
                    .add(SerialNumber.parse(row.serial()));
              } catch (IllegalArgumentException e) {
                damaged.put(row.clientCaId(), String.valueOf(e.getMessage()));
              }
            }));
    RecordMap<SerialSet> sets = new RecordMap<>();
    serials.forEach((id, list) -> sets.put(id, SerialSet.of(list)));
    damaged.forEach((id, reason) ->
        sets.fail(
            id,
            "a revoked serial number of client CA %s cannot be read: %s".formatted(id, reason)));
    return sets;
  }

  private static List<RevocationList> lists(String name, String pem) {
    try {
      return PemFiles.revocationLists(pem.getBytes(StandardCharsets.US_ASCII));
    } catch (CertificateFormatException e) {
      throw new IllegalStateException(
          "the revocation list of client CA %s is damaged: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static Certificate certificate(byte[] der) {
    try {
      return Certificate.parse(der);
    } catch (CertificateFormatException e) {
      throw new IllegalStateException("a certificate of a managed CA is damaged", e);
    }
  }
}
