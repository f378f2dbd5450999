package dev.edgekeep.control.clientca;

import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.x509.cert.SerialNumber;
import java.time.Instant;
import java.util.Locale;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Which client certificates are listed; those that are null do not matter.
 *
 * @param expiresBefore those whose notAfter is before it, revoked ones too
 * @param text somewhere in subject or names, in upper or lower case
 */
record CertificateFilter(
    Instant now,
    @Nullable CertificateStatus status,
    @Nullable String serial,
    @Nullable Instant expiresBefore,
    @Nullable String text) {

  /**
   * Of the parameters {@code status}, {@code serial}, {@code expiresBefore} and {@code q}.
   *
   * @throws DomainException when one of them is malformed
   */
  static CertificateFilter of(Call call, Instant now) {
    return new CertificateFilter(
        now,
        call.query("status", CertificateStatus.byLabel()).orElse(null),
        call.query("serial").map(CertificateFilter::serial).orElse(null),
        call.queryTime("expiresBefore").orElse(null),
        call.query("q").orElse(null));
  }

  private static String serial(String text) {
    try {
      return ClientCertificate.stored(SerialNumber.parse(text));
    } catch (IllegalArgumentException e) {
      throw DomainException.invalid("serial", String.valueOf(e.getMessage()));
    }
  }

  /** What is added to a WHERE. */
  String conditions() {
    StringBuilder sql = new StringBuilder();
    if (status != null) {
      sql.append(
          switch (status) {
            case ACTIVE -> " AND status = 'active' AND not_after >= :now";
            case REVOKED -> " AND status = 'revoked'";
            case EXPIRED -> " AND status = 'active' AND not_after < :now";
          });
    }
    sql.append(serial == null ? "" : " AND serial = :serial");
    sql.append(expiresBefore == null ? "" : " AND not_after < :expiresBefore");
    sql.append(text == null ? "" : " AND lower(subject) LIKE :text ESCAPE '!'");
    return sql.toString();
  }

  Query bind(Query query) {
    if (status == CertificateStatus.ACTIVE || status == CertificateStatus.EXPIRED) {
      query.bind("now", now.toEpochMilli());
    }
    if (serial != null) {
      query.bind("serial", serial);
    }
    if (expiresBefore != null) {
      query.bind("expiresBefore", expiresBefore.toEpochMilli());
    }
    if (text != null) {
      String literal = text.toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1");
      query.bind("text", "%" + literal + "%");
    }
    return query;
  }
}
