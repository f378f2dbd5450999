package dev.edgekeep.x509.crl;

import java.util.Arrays;
import java.util.Optional;

/** A reason for a revocation, as allowed in complete lists (RFC 5280 §5.3.1). */
public enum RevocationReason {
  UNSPECIFIED(0),
  KEY_COMPROMISE(1),
  CA_COMPROMISE(2),
  AFFILIATION_CHANGED(3),
  SUPERSEDED(4),
  CESSATION_OF_OPERATION(5),
  CERTIFICATE_HOLD(6),
  PRIVILEGE_WITHDRAWN(9),
  AA_COMPROMISE(10);

  private final int code;

  RevocationReason(int code) {
    this.code = code;
  }

  /** Its CRLReason code. */
  public int code() {
    return code;
  }

  /** Its name in RFC 5280 and in the API: {@code keyCompromise}. */
  public String label() {
    return RevokedEntry.reasonName(code);
  }

  /** The reason of this label. */
  public static Optional<RevocationReason> of(String label) {
    return Arrays.stream(values()).filter(reason -> reason.label().equals(label)).findFirst();
  }
}
