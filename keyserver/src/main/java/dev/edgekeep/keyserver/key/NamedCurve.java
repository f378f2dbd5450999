package dev.edgekeep.keyserver.key;

import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A curve of RFC 5480 §2.1.1.1, and its points: the public key of a private key that was stored
 * without it. The JDK computes that and does not show it. What is done here is done once, when a
 * key is read, and not in constant time; signatures are made elsewhere.
 *
 * @param parameters the curve's OBJECT IDENTIFIER, with tag and length
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NamedCurve(byte[] parameters, ECParameterSpec spec) {
  private static final BigInteger TWO = BigInteger.TWO;
  private static final BigInteger THREE = BigInteger.valueOf(3);

  /**
   * @param parameters of an algorithm identifier
   * @throws CertificateFormatException when it is another curve
   */
  static NamedCurve of(@Nullable Slice parameters)
      throws CertificateFormatException, GeneralSecurityException {
    if (parameters == null || parameters.at(0) != Tag.OID) {
      throw new CertificateFormatException(
          "an EC key with explicit parameters is not supported; use a named curve");
    }
    String oid = parameters.reader().oid("curve");
    String name =
        switch (oid) {
          case "1.2.840.10045.3.1.7" -> "secp256r1";
          case "1.3.132.0.34" -> "secp384r1";
          case "1.3.132.0.35" -> "secp521r1";
          default ->
              throw new CertificateFormatException(
                  "a key on the curve %s is not supported; use P-256, P-384 or P-521"
                      .formatted(oid));
        };
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec(name));
    return new NamedCurve(parameters.toBytes(), curve.getParameterSpec(ECParameterSpec.class));
  }

  /** The point of a private key, uncompressed (SEC 1 §2.3.3). */
  byte[] multiply(BigInteger scalar) throws InvalidKeyException {
    if (scalar.signum() <= 0 || scalar.compareTo(spec.getOrder()) >= 0) {
      throw new InvalidKeyException("the number is out of the curve's range");
    }
    ECPoint sum = ECPoint.POINT_INFINITY;
    for (int i = scalar.bitLength() - 1; i >= 0; i--) {
      sum = add(sum, sum);
      sum = scalar.testBit(i) ? add(sum, spec.getGenerator()) : sum;
    }
    int length = (spec.getCurve().getField().getFieldSize() + 7) / 8;
    byte[] point = new byte[1 + 2 * length];
    point[0] = 4;
    put(sum.getAffineX(), point, 1, length);
    put(sum.getAffineY(), point, 1 + length, length);
    return point;
  }

  private static void put(BigInteger number, byte[] out, int at, int length) {
    byte[] bytes = number.toByteArray();
    byte[] cut =
        bytes.length > length
            ? Arrays.copyOfRange(bytes, bytes.length - length, bytes.length)
            : bytes;
    System.arraycopy(cut, 0, out, at + length - cut.length, cut.length);
  }

  /** SEC 1 §2.2.1. */
  private ECPoint add(ECPoint a, ECPoint b) {
    if (a.equals(ECPoint.POINT_INFINITY) || b.equals(ECPoint.POINT_INFINITY)) {
      return a.equals(ECPoint.POINT_INFINITY) ? b : a;
    }
    BigInteger p = ((ECFieldFp) spec.getCurve().getField()).getP();
    boolean same = a.getAffineX().equals(b.getAffineX());
    if (same && !a.getAffineY().equals(b.getAffineY())) {
      return ECPoint.POINT_INFINITY;
    }
    BigInteger rise =
        same
            ? a.getAffineX().modPow(TWO, p).multiply(THREE).add(spec.getCurve().getA())
            : b.getAffineY().subtract(a.getAffineY());
    BigInteger run = same ? a.getAffineY().shiftLeft(1) : b.getAffineX().subtract(a.getAffineX());
    BigInteger slope = rise.multiply(run.modInverse(p)).mod(p);
    BigInteger x = slope.multiply(slope).subtract(a.getAffineX()).subtract(b.getAffineX()).mod(p);
    BigInteger y = slope.multiply(a.getAffineX().subtract(x)).subtract(a.getAffineY()).mod(p);
    return new ECPoint(x, y);
  }

  @Override
  public String toString() {
    return String.valueOf(spec);
  }
}
