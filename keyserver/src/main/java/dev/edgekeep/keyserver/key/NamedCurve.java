package dev.edgekeep.keyserver.key;

import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A curve of RFC 5480 §2.1.1.1.
 *
 * @param identifier its OBJECT IDENTIFIER, with tag and length
 */
record NamedCurve(Slice identifier, ECParameterSpec spec) {
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
    return new NamedCurve(parameters, curve.getParameterSpec(ECParameterSpec.class));
  }

  /**
   * One of the two points with this x, uncompressed (SEC 1 §2.3.3). Their y is the square root of
   * x³ + ax + b, which is a power, as p = 3 mod 4 on all these curves (§2.3.4).
   */
  byte[] point(BigInteger x, boolean odd) {
    BigInteger p = ((ECFieldFp) spec.getCurve().getField()).getP();
    BigInteger square =
        x.multiply(x).add(spec.getCurve().getA()).multiply(x).add(spec.getCurve().getB());
    BigInteger root = square.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
    BigInteger y = root.testBit(0) == odd ? root : p.subtract(root);
    int length = (p.bitLength() + 7) / 8;
    byte[] point = new byte[1 + 2 * length];
    point[0] = 4;
    put(x, point, 1, length);
    put(y, point, 1 + length, length);
    return point;
  }

  private static void put(BigInteger number, byte[] out, int at, int length) {
    byte[] bytes = number.toByteArray();
    int signs = Math.max(0, bytes.length - length);
    byte[] digits = Arrays.copyOfRange(bytes, signs, bytes.length);
    System.arraycopy(digits, 0, out, at + length - digits.length, digits.length);
  }
}
