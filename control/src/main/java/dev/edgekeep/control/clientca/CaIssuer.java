package dev.edgekeep.control.clientca;

import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import java.time.Instant;
import java.util.Locale;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * A root or an issuing CA of a managed client CA.
 *
 * @param id the SHA-1 of its key in hexadecimal, which is its subjectKeyIdentifier too: what OCSP
 *     requests and the URL of its revocation list name it by
 * @param key the place of its private key
 * @param changes the number of changes of revocations of its certificates
 */
record CaIssuer(
    String id,
    String clientCaId,
    Kind kind,
    State state,
    Certificate certificate,
    KeyPlace key,
    long changes,
    Instant createdAt) {
  static final RowMapper<CaIssuer> ROW =
      (row, context) ->
          new CaIssuer(
              row.getString("id"),
              row.getString("client_ca_id"),
              Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
              State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
              certificate(row.getString("id"), row.getBytes("certificate")),
              KeyPlace.of(row.getBytes("private_key"), row.getString("token_key")),
              row.getLong("crl_number"),
              Instant.ofEpochMilli(row.getLong("created_at")));

  enum Kind {
    ROOT,
    ISSUING;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  enum State {
    /** Issues. One root and one issuing CA at a time. */
    CURRENT,
    /** Issues nothing more; its certificates are trusted until they expire. */
    PREVIOUS;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static Certificate certificate(String id, byte[] der) {
    try {
      return Certificate.parse(der);
    } catch (CertificateFormatException e) {
      throw DomainException.damaged(
          "the certificate of the issuer %s of the managed client CA is damaged (%s); restore a backup"
              .formatted(id, e.getMessage()));
    }
  }

  boolean isCurrent() {
    return state == State.CURRENT;
  }

  /** The context that its sealed key is bound to. */
  static String keyContext(String issuerId) {
    return "ca_issuer/%s/private-key".formatted(issuerId);
  }

  /** Nothing of the key. */
  @Override
  public String toString() {
    return "%s %s".formatted(kind.label(), certificate.subject());
  }
}
