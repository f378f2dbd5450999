package dev.edgekeep.control.clientca;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The status of a client certificate. */
enum CertificateStatus {
  ACTIVE,
  /** Revoked, whether or not it has expired since. */
  REVOKED,
  /** Past its notAfter, and not revoked. Not stored: it follows from the clock. */
  EXPIRED;

  /** The spelling of the API and the store. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Map<String, CertificateStatus> byLabel() {
    Map<String, CertificateStatus> statuses = new LinkedHashMap<>();
    for (CertificateStatus status : values()) {
      statuses.put(status.label(), status);
    }
    return statuses;
  }
}
