package dev.edgekeep.control.keyserver;

import dev.edgekeep.keyserver.check.CheckedCertificate;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** A server certificate whose private key is on a key server. */
record KeyedCertificate(String id, List<String> names, Certificate leaf) {
  /** The certificates whose keys are on a key server. */
  static List<KeyedCertificate> of(Handle db, String keyServerId) {
    return db.createQuery(
            "SELECT id, names, chain FROM certificate WHERE key_server_id = :id ORDER BY id")
        .bind("id", keyServerId)
        .map((row, context) ->
            new KeyedCertificate(
                row.getString("id"),
                List.of(row.getString("names").split(" ", -1)),
                leaf(row.getString("chain"))))
        .list();
  }

  private static Certificate leaf(String pem) {
    try {
      return PemFiles.certificates(pem.getBytes(StandardCharsets.US_ASCII)).getFirst();
    } catch (CertificateFormatException e) {
      throw new IllegalStateException("a stored chain is damaged: " + e.getMessage(), e);
    }
  }

  /** The check of its key: signatures only, because few use RSA key exchange. */
  CheckedCertificate checked() {
    return new CheckedCertificate(id, leaf, false);
  }
}
