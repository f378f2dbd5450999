package dev.edgekeep.x509.crl;

import java.time.Instant;
import java.util.List;

/**
 * A revocation.
 *
 * @param reason the CRLReason code (RFC 5280 §5.3.1); 0, unspecified, if absent
 */
public record RevokedEntry(Instant date, int reason) {
  /** The reason that removes an entry from a list, in a delta. */
  public static final int REMOVE_FROM_CRL = 8;

  private static final List<String> REASONS =
      List.of(
          "unspecified",
          "keyCompromise",
          "cACompromise",
          "affiliationChanged",
          "superseded",
          "cessationOfOperation",
          "certificateHold",
          "unused",
          "removeFromCRL",
          "privilegeWithdrawn",
          "aACompromise");

  /** The reason's name in RFC 5280. */
  public String reasonName() {
    return reasonName(reason);
  }

  static String reasonName(int code) {
    return code >= 0 && code < REASONS.size() ? REASONS.get(code) : "reason " + code;
  }
}
