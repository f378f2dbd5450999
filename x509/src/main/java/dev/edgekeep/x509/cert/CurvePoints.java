package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.Slice;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import org.jspecify.annotations.Nullable;

/** Checks that public keys are points on their curves, which the Java platform does not. */
final class CurvePoints {
  private static final int UNCOMPRESSED = 4;

  /** The curve y² ∓ x² = 1 + d·x²·y² over a prime field (RFC 8032 §5.1, §5.2). */
  private record Edwards(int octets, BigInteger p, BigInteger d, boolean twisted) {
    static final Edwards ED25519 = ed25519();
    static final Edwards ED448 = ed448();

    private static Edwards ed25519() {
      BigInteger p = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
      BigInteger d =
          BigInteger.valueOf(-121_665).multiply(BigInteger.valueOf(121_666).modInverse(p)).mod(p);
      return new Edwards(32, p, d, true);
    }

    private static Edwards ed448() {
      BigInteger p =
          BigInteger.TWO.pow(448).subtract(BigInteger.TWO.pow(224)).subtract(BigInteger.ONE);
      return new Edwards(57, p, BigInteger.valueOf(-39_081).mod(p), false);
    }

    /**
     * Returns whether a point has this y: x² must be a square. Points of small order are refused.
     */
    boolean has(BigInteger y) {
      if (y.signum() == 0 || y.compareTo(p) >= 0 || y.equals(BigInteger.ONE)) {
        return false;
      }
      BigInteger square = y.multiply(y).mod(p);
      BigInteger above = square.subtract(BigInteger.ONE);
      BigInteger below = d.multiply(square).add(twisted ? BigInteger.ONE : BigInteger.ONE.negate());
      BigInteger xSquare = above.multiply(below.mod(p).modInverse(p)).mod(p);
      BigInteger half = p.subtract(BigInteger.ONE).shiftRight(1);
      return xSquare.signum() != 0 && xSquare.modPow(half, p).equals(BigInteger.ONE);
    }
  }

  private CurvePoints() {}

  /**
   * @param octets the encoded key
   * @throws InvalidKeyException if the key is not a usable point
   */
  static void check(PublicKey key, Slice octets) throws InvalidKeyException {
    String problem =
        switch (key) {
          case ECPublicKey ec -> weierstrass(ec, octets);
          case EdECPublicKey ed -> edwards(ed, octets);
          default -> null;
        };
    if (problem != null) {
      throw new InvalidKeyException(problem);
    }
  }

  /** SEC 1 §3.2.2.1; TLS uses only uncompressed points (RFC 8422 §5.4.1). */
  private static @Nullable String weierstrass(ECPublicKey key, Slice octets) {
    if (octets.length() == 0 || octets.at(0) != UNCOMPRESSED) {
      return "the key is not an uncompressed point";
    }
    EllipticCurve curve = key.getParams().getCurve();
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    ECPoint point = key.getW();
    if (point.equals(ECPoint.POINT_INFINITY)
        || point.getAffineX().compareTo(p) >= 0
        || point.getAffineY().compareTo(p) >= 0) {
      return "the key is not a point on its curve";
    }
    BigInteger x = point.getAffineX();
    BigInteger right = x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB()).mod(p);
    BigInteger left = point.getAffineY().pow(2).mod(p);
    return left.equals(right) ? null : "the key is not a point on its curve";
  }

  private static @Nullable String edwards(EdECPublicKey key, Slice octets) {
    Edwards curve = key.getParams().getName().equals("Ed448") ? Edwards.ED448 : Edwards.ED25519;
    return octets.length() == curve.octets() && curve.has(key.getPoint().getY())
        ? null
        : "the key is not a point on its curve";
  }
}
