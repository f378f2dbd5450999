package dev.edgekeep.control.clientca;

import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Scope;
import dev.edgekeep.x509.cert.SerialNumber;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A filter for client certificates; null members match all.
 *
 * @param expiresBefore matches a notAfter before it, revoked certificates too
 * @param text matches a part of subject or names, ignoring case
 */
record CertificateFilter(
    Instant now,
    @Nullable CertificateStatus status,
    @Nullable String serial,
    @Nullable Instant expiresBefore,
    @Nullable String text) {

  /**
   * Reads the parameters {@code status}, {@code serial}, {@code expiresBefore} and {@code q}.
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

  /** The certificates of a scope that match. */
  Scope within(Scope scope) {
    Scope matching =
        switch (status) {
          case null -> scope;
          case ACTIVE -> scope.and("status = 'active' AND not_after >= :now", "now", millis(now));
          case REVOKED -> scope.and("status = 'revoked'");
          case EXPIRED -> scope.and("status = 'active' AND not_after < :now", "now", millis(now));
        };
    if (serial != null) {
      matching = matching.and("serial = :serial", "serial", serial);
    }
    if (expiresBefore != null) {
      matching = matching.and("not_after < :expiresBefore", "expiresBefore", millis(expiresBefore));
    }
    if (text != null) {
      String literal = text.toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1");
      matching = matching.and("lower(subject) LIKE :text ESCAPE '!'", "text", "%" + literal + "%");
    }
    return matching;
  }

  private static long millis(Instant time) {
    return time.toEpochMilli();
  }
}
