package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Slice;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * An unsigned end-entity certificate of an issuer. If no path from it is valid, no certificate of
 * that issuer can be accepted.
 */
final class ProbeLeaf {
  private static final byte[] ECDSA_WITH_SHA256 =
      DerWriter.sequence(DerWriter.oid("1.2.840.10045.4.3.2"));

  /** The generator of P-256: a point that is certainly a valid key. */
  private static final byte[] PUBLIC_KEY =
      DerWriter.sequence(
          DerWriter.sequence(
              DerWriter.oid("1.2.840.10045.2.1"), DerWriter.oid("1.2.840.10045.3.1.7")),
          DerWriter.bitString(
              HexFormat.of()
                  .parseHex(
                      "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                          + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")));

  /** Longer than any serial number in use (RFC 5280 §4.1.2.2), so that it is on no list. */
  private static final BigInteger SERIAL = BigInteger.ONE.shiftLeft(8 * 30);

  private ProbeLeaf() {}

  static Certificate of(Certificate issuer, Instant at) {
    byte[] toBeSigned =
        DerWriter.sequence(
            DerWriter.explicit(0, DerWriter.integer(BigInteger.TWO)),
            DerWriter.integer(SERIAL),
            ECDSA_WITH_SHA256,
            issuer.subject().encoded().toBytes(),
            DerWriter.sequence(
                DerWriter.time(at.getEpochSecond()), DerWriter.time(at.getEpochSecond())),
            DerWriter.sequence(),
            PUBLIC_KEY,
            extensions(issuer));
    try {
      return Certificate.parse(
          DerWriter.sequence(toBeSigned, ECDSA_WITH_SHA256, DerWriter.bitString(new byte[] {0})));
    } catch (CertificateFormatException e) {
      throw new IllegalStateException("a certificate that was just written can be read", e);
    }
  }

  /** The issuer's own policies, so that a CA that requires policies finds them. */
  private static byte[] extensions(Certificate issuer) {
    List<byte[]> policies =
        issuer.policies().stream().map(oid -> DerWriter.sequence(DerWriter.oid(oid))).toList();
    if (policies.isEmpty()) {
      return new byte[0];
    }
    byte[] value = DerWriter.sequence(policies.toArray(byte[][]::new));
    Extension extension = new Extension(Extension.CERTIFICATE_POLICIES, false, Slice.of(value));
    return DerWriter.explicit(3, Extension.encodeAll(List.of(extension)));
  }
}
