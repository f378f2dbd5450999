package dev.edgekeep.control.deploy;

import dev.edgekeep.control.certificate.CertificateSecrets;
import dev.edgekeep.control.secret.Sealed;
import dev.edgekeep.snapshot.KeyKind;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.OcspFetch;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.x509.cert.AuthorityAccess;
import dev.edgekeep.x509.cert.Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reads server certificates from the store, in the types of a snapshot. */
final class CertificateRecords {
  private static final String CERTIFICATES =
      """
      SELECT certificate.*, account.is_operator
      FROM certificate JOIN account ON account.id = certificate.account_id
      """;

  private final StoredValues values;

  CertificateRecords(StoredValues values) {
    this.values = values;
  }

  /** Every server certificate; or one, or none, by its id. */
  RecordMap<ServerCertificate> all(
      Handle db, @Nullable String id, RecordMap<KeyServer> keyServers) {
    return read(
        db,
        StoredValues.byId(
            db.createQuery(CERTIFICATES + (id == null ? "" : " WHERE certificate.id = :id")), id),
        keyServers);
  }

  /** The server certificates whose keys are on a key server, by id. */
  RecordMap<ServerCertificate> onKeyServer(
      Handle db, String keyServerId, RecordMap<KeyServer> keyServers) {
    return read(
        db,
        db.createQuery(CERTIFICATES + " WHERE certificate.key_server_id = :id")
            .bind("id", keyServerId),
        keyServers);
  }

  private RecordMap<ServerCertificate> read(
      Handle db, Query query, RecordMap<KeyServer> keyServers) {
    RecordMap<ServerCertificate> certificates = new RecordMap<>();
    query
        .map((row, context) ->
            certificates.add(
                row.getString("id"),
                "certificate %s (%s)".formatted(row.getString("name"), row.getString("id")),
                () -> certificate(db, row, keyServers)))
        .list();
    return certificates;
  }

  private ServerCertificate certificate(Handle db, ResultSet row, RecordMap<KeyServer> keyServers)
      throws SQLException {
    List<Certificate> chain = StoredValues.chain("its chain", row.getString("chain"));
    if (KeyKind.of(chain.getFirst()).isEmpty()) {
      throw new IllegalStateException("its key is of a kind that cannot be served");
    }
    return new ServerCertificate(chain, key(db, row, keyServers), null, ocspFetch(chain, row));
  }

  /** Nodes fetch the response to staple where the certificate names a responder. */
  private @Nullable OcspFetch ocspFetch(List<Certificate> chain, ResultSet row)
      throws SQLException {
    boolean isNamed = !AuthorityAccess.ocspResponders(chain.getFirst()).isEmpty();
    return isNamed ? new OcspFetch(values.forbidden(row)) : null;
  }

  private ServerKey key(Handle db, ResultSet row, RecordMap<KeyServer> keyServers)
      throws SQLException {
    Sealed sealed = Sealed.ofNullable(row.getBytes("private_key"));
    if (sealed == null) {
      String keyServer = row.getString("key_server_id");
      if (keyServer == null) {
        throw new IllegalStateException("its private key is missing");
      }
      return new ServerKey.OnKeyServer(keyServers.require(keyServer));
    }
    String context = CertificateSecrets.privateKey(row.getString("id"));
    return new ServerKey.Held(values.privateKey(db, row.getString("account_id"), sealed, context));
  }
}
