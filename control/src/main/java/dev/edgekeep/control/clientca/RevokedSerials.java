package dev.edgekeep.control.clientca;

import dev.edgekeep.x509.crl.RevocationReason;
import dev.edgekeep.x509.crl.RevokedCertificates;
import dev.edgekeep.x509.issue.SerialNumbers;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;

/** The revocations of an issuer, 25 octets each: serial number, time, reason. One thread. */
final class RevokedSerials implements RevokedCertificates {
  private static final int OCTETS = SerialNumbers.OCTETS;
  private static final int FETCHED = 10_000;
  private static final List<RevocationReason> REASONS = List.of(RevocationReason.values());

  private byte[] serials = new byte[16 * OCTETS];
  private long[] times = new long[16];
  private byte[] reasons = new byte[16];
  private int size;

  private RevokedSerials() {}

  /** One row of the store. */
  private record Row(String serial, long revokedAt, String reason) {}

  /**
   * The revocations that must be on an issuer's list now. Expired ones leave it only after they
   * were on one more (RFC 5280 §3.3).
   */
  static RevokedSerials of(Handle db, String issuerId, Instant now) {
    RevokedSerials all = new RevokedSerials();
    try (ResultIterator<Row> rows = rows(db, issuerId, now)) {
      while (rows.hasNext()) {
        all.add(rows.next());
      }
    }
    return all;
  }

  private static ResultIterator<Row> rows(Handle db, String issuerId, Instant now) {
    return db.createQuery(
            """
            SELECT serial, revoked_at, reason FROM client_certificate
            WHERE issuer_id = :issuer AND status = 'revoked' AND not_after >= :past
            UNION ALL
            SELECT serial, revoked_at, reason FROM removed_certificate
            WHERE issuer_id = :issuer AND not_after >= :past\
            """)
        .setFetchSize(FETCHED)
        .bind("issuer", issuerId)
        .bind("past", now.minus(RemovedCertificates.KEPT).toEpochMilli())
        .map((row, context) ->
            new Row(row.getString("serial"), row.getLong("revoked_at"), row.getString("reason")))
        .iterator();
  }

  private void add(Row row) {
    if (size == times.length) {
      serials = Arrays.copyOf(serials, 2 * size * OCTETS);
      times = Arrays.copyOf(times, 2 * size);
      reasons = Arrays.copyOf(reasons, 2 * size);
    }
    byte[] serial = HexFormat.of().parseHex(row.serial());
    System.arraycopy(serial, 0, serials, size * OCTETS, OCTETS);
    times[size] = Math.floorDiv(row.revokedAt(), 1_000);
    RevocationReason reason =
        RevocationReason.of(row.reason()).orElse(RevocationReason.UNSPECIFIED);
    reasons[size] = (byte) REASONS.indexOf(reason);
    size++;
  }

  int size() {
    return size;
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    byte[] serial = new byte[OCTETS];
    for (int i = 0; i < size; i++) {
      System.arraycopy(serials, i * OCTETS, serial, 0, OCTETS);
      visitor.visit(serial, times[i], REASONS.get(reasons[i]));
    }
  }
}
