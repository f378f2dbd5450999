package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Tag;
import java.math.BigInteger;
import java.util.HexFormat;

/** Creates public keys from their parts, as private keys and tokens contain them. */
public final class PublicKeyParts {
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
  private static final byte[] ED25519 = HexFormat.of().parseHex("300506032b6570");

  private PublicKeyParts() {}

  /** An RSA key (RFC 3279 §2.3.1). */
  public static SubjectPublicKey rsa(BigInteger modulus, BigInteger exponent) {
    return join(RSA, DerWriter.element(Tag.SEQUENCE, integer(modulus), integer(exponent)));
  }

  /**
   * A key on an elliptic curve (RFC 5480 §2.1.1).
   *
   * @param curve the complete parameters, usually the curve's OBJECT IDENTIFIER
   * @param point in the form of SEC 1, uncompressed
   */
  public static SubjectPublicKey ellipticCurve(byte[] curve, byte[] point) {
    return join(DerWriter.element(Tag.SEQUENCE, EC, curve), point);
  }

  /** An Ed25519 key of 32 bytes (RFC 8410 §4). */
  public static SubjectPublicKey ed25519(byte[] point) {
    return join(ED25519, point);
  }

  private static byte[] integer(BigInteger value) {
    return DerWriter.element(Tag.INTEGER, value.toByteArray());
  }

  private static SubjectPublicKey join(byte[] algorithm, byte[] key) {
    byte[] bits = DerWriter.element(Tag.BIT_STRING, new byte[] {0}, key);
    return SubjectPublicKey.read(DerReader.of(DerWriter.element(Tag.SEQUENCE, algorithm, bits)));
  }
}
