package dev.edgekeep.x509.crl;

import java.math.BigInteger;
import java.time.Instant;

/**
 * The content of a complete list (RFC 5280 §5), apart from its issuer's part. It covers every
 * certificate of its issuer and every reason, so it needs no issuingDistributionPoint (§5.2.5).
 *
 * @param number larger than the numbers of all earlier lists, below 2¹⁵⁹ (§5.2.3)
 * @param thisUpdate when the entries were current
 * @param nextUpdate when the next list is published at the latest
 */
public record RevocationListTemplate(
    BigInteger number, Instant thisUpdate, Instant nextUpdate, RevokedCertificates entries) {
  private static final int MAX_NUMBER_BITS = 159;

  public RevocationListTemplate {
    if (number.signum() < 0 || number.bitLength() > MAX_NUMBER_BITS) {
      throw new IllegalArgumentException("a CRL number has 20 octets at most: " + number);
    }
    if (!nextUpdate.isAfter(thisUpdate)) {
      throw new IllegalArgumentException("nextUpdate " + nextUpdate + " is not after thisUpdate");
    }
  }
}
