package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Name;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Phrases for verdicts: who, what, since when. */
final class Sentences {
  private static final int MAX_NAME = 200;

  private Sentences() {}

  /** A name, shortened if it is too long for a log line. */
  static String name(Name name) {
    if (name.isEmpty()) {
      return "an empty name";
    }
    String text = name.toString();
    return text.length() <= MAX_NAME ? text : text.substring(0, MAX_NAME) + "…";
  }

  static String subject(Certificate certificate) {
    return certificate.subject().isEmpty()
        ? "the certificate with serial " + certificate.serialNumber()
        : name(certificate.subject());
  }

  static String issuer(Certificate certificate) {
    return name(certificate.issuer());
  }

  /** A time, and how long ago it was or how far ahead it is. */
  static String when(Instant time, Instant now) {
    long days = ChronoUnit.DAYS.between(time, now);
    if (days == 0) {
      return time + " (within a day)";
    }
    return days > 0 ? time + " (" + days + " days ago)" : time + " (in " + -days + " days)";
  }
}
