package dev.edgekeep.control.certificate;

import dev.edgekeep.control.record.StoredRecord;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * A server certificate, without its private key.
 *
 * @param chain leaf first; empty when what is stored cannot be read
 * @param keyServer the name of the key server that has the key; null: the store has it, sealed
 * @param keyType as {@code rsa2048}, {@code p256}
 */
public record CertificateRecord(
    String id,
    String name,
    List<Certificate> chain,
    @Nullable String keyServer,
    List<String> names,
    String keyType,
    Instant createdAt,
    long revision)
    implements StoredRecord {
  /** Maps a row of {@code certificate} with the key server's name as {@code key_server_name}. */
  static final RowMapper<CertificateRecord> ROW = (row, context) -> of(row);

  private static CertificateRecord of(ResultSet row) throws SQLException {
    return new CertificateRecord(
        row.getString("id"),
        row.getString("name"),
        chain(row.getString("chain")),
        row.getString("key_server_name"),
        List.of(row.getString("names").split(" ", -1)),
        row.getString("key_type"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        row.getLong("revision"));
  }

  private static List<Certificate> chain(String pem) {
    try {
      return PemFiles.certificates(pem.getBytes(StandardCharsets.US_ASCII));
    } catch (CertificateFormatException _) {
      return List.of(); // reported by the compilation; the record can still be listed and replaced
    }
  }

  /** Null when the chain cannot be read. */
  @Nullable Certificate leaf() {
    return chain.isEmpty() ? null : chain.getFirst();
  }

  /** The kind of a key as the store spells it. */
  static String keyType(Certificate leaf) {
    var key = leaf.subjectPublicKey();
    return switch (key.type()) {
      case RSA, RSA_PSS -> "rsa" + key.bits();
      case P256 -> "p256";
      case P384 -> "p384";
      case P521 -> "p521";
      case ED25519 -> "ed25519";
      default -> throw new IllegalStateException("a key of " + key.description());
    };
  }

  /**
   * The kind of key, of which a host has one certificate: RSA, ECDSA or Ed25519. All curves are one
   * kind, because a client that accepts one is served with whichever the host has.
   */
  public static String kind(String keyType) {
    if (keyType.startsWith("rsa")) {
      return "RSA";
    }
    return keyType.equals("ed25519") ? "Ed25519" : "ECDSA";
  }
}
