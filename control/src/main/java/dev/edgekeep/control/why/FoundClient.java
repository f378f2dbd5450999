package dev.edgekeep.control.why;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A client certificate that the account's own CA has issued.
 *
 * @param site the name of its site
 * @param isRevoked whether it can be activated again
 * @param chain itself, and its issuer
 */
record FoundClient(String id, String site, boolean isRevoked, List<Certificate> chain) {
  FoundClient {
    chain = List.copyOf(chain);
  }

  private static final String SELECT =
      """
      SELECT client_certificate.id, site.name AS site, client_certificate.status,
          client_certificate.certificate, ca_issuer.certificate AS issuer
      FROM client_certificate JOIN site ON site.id = client_certificate.site_id
      LEFT JOIN ca_issuer ON ca_issuer.id = client_certificate.issuer_id
      WHERE site.account_id = :account AND (:only = '' OR site.id = :only) AND \
      """;

  /** The certificate with a serial number, written with colons. */
  static Optional<FoundClient> bySerial(Handle db, Caller caller, String serial) {
    return find(db, caller, "client_certificate.serial = :value", serial.replace(":", ""));
  }

  /** The certificate with a fingerprint, written without colons. */
  static Optional<FoundClient> byFingerprint(Handle db, Caller caller, String hex) {
    return find(db, caller, "client_certificate.fingerprint = :value", hex);
  }

  private static Optional<FoundClient> find(
      Handle db, Caller caller, String condition, String value) {
    return db.createQuery(SELECT + condition + " ORDER BY client_certificate.id DESC LIMIT 1")
        .bind("account", caller.accountId())
        .bind("only", caller.onlySite())
        .bind("value", value)
        .map((row, context) -> of(row))
        .findOne();
  }

  private static FoundClient of(ResultSet row) throws SQLException {
    List<Certificate> chain = new ArrayList<>();
    add(chain, row.getBytes("certificate"));
    byte[] issuer = row.getBytes("issuer");
    if (!chain.isEmpty() && issuer != null) {
      add(chain, issuer);
    }
    return new FoundClient(
        row.getString("id"),
        row.getString("site"),
        row.getString("status").equals("revoked"),
        chain);
  }

  /** A damaged certificate is left out: edge nodes know nothing about it either. */
  private static void add(List<Certificate> chain, byte[] der) {
    try {
      chain.add(Certificate.parse(der));
    } catch (CertificateFormatException _) {
      return;
    }
  }
}
