package dev.edgekeep.control.deploy;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.control.config.OutboundAddresses;
import dev.edgekeep.control.secret.Sealed;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.snapshot.read.PartReader;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reads values of rows: settings, sealed or not, chains and times. Any thread. */
final class StoredValues {
  private final Vault vault;
  private final InstantSource clock;
  private final OutboundAddresses outbound;

  StoredValues(Vault vault, InstantSource clock, OutboundAddresses outbound) {
    this.vault = vault;
    this.clock = clock;
    this.outbound = outbound;
  }

  /** The query with its id, if there is one. */
  static Query byId(Query query, @Nullable String id) {
    return id == null ? query : query.bind("id", id);
  }

  /** The addresses that nodes do not connect to for the account of a row. */
  ForbiddenAddresses forbidden(ResultSet row) throws SQLException {
    return outbound.of(row.getInt("is_operator") != 0);
  }

  /** A sealed text, or another one where nothing is sealed. */
  String opened(
      Handle db, String accountId, @Nullable Sealed sealed, String context, String otherwise) {
    return sealed == null ? otherwise : vault.openText(db, accountId, sealed, context);
  }

  /** The private key of a sealed column. */
  PrivateKeyDer privateKey(Handle db, String accountId, Sealed sealed, String context) {
    return new PrivateKeyDer(vault.open(db, accountId, sealed, context));
  }

  PartReader parts() {
    return new PartReader(null, now());
  }

  Instant now() {
    return clock.instant();
  }

  /** The certificates of a column. */
  static List<Certificate> chain(String what, String pem) {
    try {
      return PemFiles.certificates(pem.getBytes(StandardCharsets.US_ASCII));
    } catch (CertificateFormatException e) {
      throw new IllegalStateException("%s is damaged: %s".formatted(what, e.getMessage()), e);
    }
  }
}
