package dev.edgekeep.control.clientca;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a client certificate is worth. */
enum CertificateStatus {
  ACTIVE,
  /** Taken back; whether it has expired since does not matter. */
  REVOKED,
  /** Past its notAfter, and not revoked. Not stored: the clock says it. */
  EXPIRED;

  /** As the API and the store spell it. */
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
