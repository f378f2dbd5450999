package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import java.time.Instant;

/** The period in which the result is valid. Narrowed while a path is checked. */
final class Validity {
  private Instant from = Instant.MIN;
  private Instant until = Instant.MAX;

  void narrow(Certificate certificate) {
    narrow(certificate.notBefore(), certificate.notAfter());
  }

  void narrow(Instant start, Instant end) {
    from = start.isAfter(from) ? start : from;
    until = end.isBefore(until) ? end : until;
  }

  Instant from() {
    return from;
  }

  Instant until() {
    return until;
  }
}
