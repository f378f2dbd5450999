package dev.edgekeep.x509.path;

/**
 * The accepted keys and signatures.
 *
 * @param minRsaBits the minimum size of an RSA modulus below the trust anchor
 * @param minAnchorRsaBits the minimum size of an RSA modulus of a trust anchor, which the operator
 *     has chosen
 * @param wholeOctetRsa whether an RSA modulus must be a whole number of octets (Web PKI)
 * @param dsa whether DSA is accepted
 */
public record AlgorithmPolicy(
    int minRsaBits, int minAnchorRsaBits, boolean wholeOctetRsa, boolean dsa) {
  /** The policy in production: no DSA, RSA from 2048 bits. SHA-1 and MD5 are never accepted. */
  public static final AlgorithmPolicy TLS = new AlgorithmPolicy(2048, 1024, false, false);

  /** The requirements of the Web PKI. */
  public static final AlgorithmPolicy WEB_PKI = new AlgorithmPolicy(2048, 2048, true, false);

  /** For evaluating old chains by RFC 5280 alone: DSA is accepted. */
  public static final AlgorithmPolicy ANY = new AlgorithmPolicy(2048, 1024, false, true);
}
