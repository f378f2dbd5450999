package dev.edgekeep.x509.crl;

import java.math.BigInteger;
import java.time.Instant;

/**
 * What a complete list says (RFC 5280 §5), beyond what its issuer does. It covers every certificate
 * of its issuer and every reason, so that it needs no issuingDistributionPoint (§5.2.5).
 *
 * @param number larger than that of every list before, below 2¹⁵⁹ (§5.2.3)
 * @param thisUpdate when the entries were right
 * @param nextUpdate when the next list is out at the latest
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
