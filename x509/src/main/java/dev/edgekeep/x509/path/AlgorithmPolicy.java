package dev.edgekeep.x509.path;

/**
 * Which keys and signatures count.
 *
 * @param minRsaBits the smallest RSA modulus below the trust anchor
 * @param minAnchorRsaBits the smallest RSA modulus of a trust anchor, which its operator has chosen
 * @param wholeOctetRsa whether an RSA modulus must be of whole octets (Web PKI)
 * @param dsa whether DSA counts
 */
public record AlgorithmPolicy(
    int minRsaBits, int minAnchorRsaBits, boolean wholeOctetRsa, boolean dsa) {
  /** What production uses: no DSA, RSA from 2048 bits. SHA-1 and MD5 never count. */
  public static final AlgorithmPolicy TLS = new AlgorithmPolicy(2048, 1024, false, false);

  /** What the Web PKI asks for. */
  public static final AlgorithmPolicy WEB_PKI = new AlgorithmPolicy(2048, 2048, true, false);

  /** For judging old chains by RFC 5280 alone: DSA counts. */
  public static final AlgorithmPolicy ANY = new AlgorithmPolicy(2048, 1024, false, true);
}
