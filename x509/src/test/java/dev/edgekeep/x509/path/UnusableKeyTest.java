package dev.edgekeep.x509.path;

import static dev.edgekeep.x509.testing.TestCa.NOW;
import static dev.edgekeep.x509.testing.TestCa.leaf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.PublicKeyParts;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.testing.TestCa;
import java.math.BigInteger;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A certificate with an unusable public key is refused, and the message names the key. */
class UnusableKeyTest {
  private static final TestCa ROOT = TestCa.root("CN=Root");
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(2047).setBit(0);
  private static final BigInteger E = BigInteger.valueOf(65_537);

  /** A key as Bouncy Castle puts it into a certificate: its encoding, unchecked. */
  private static final class Encoded implements PublicKey {
    private static final long serialVersionUID = 1;
    private final byte[] encoded;

    Encoded(byte[] encoded) {
      this.encoded = encoded.clone();
    }

    @Override
    public String getAlgorithm() {
      return "X";
    }

    @Override
    public String getFormat() {
      return "X.509";
    }

    @Override
    public byte[] getEncoded() {
      return encoded.clone();
    }
  }

  private static PathResult.Refused refused(byte[] publicKey) {
    Certificate leaf = ROOT.issue("CN=leaf", new Encoded(publicKey), leaf());
    PathResult result =
        PathValidator.validate(
            List.of(leaf),
            TrustStore.of(List.of(TrustedCa.of("t", List.of(ROOT.certificate())))),
            ValidationPolicy.forClient(NOW));
    assertThat(result).isInstanceOf(PathResult.Refused.class);
    return (PathResult.Refused) result;
  }

  private static PathResult.Refused refused(SubjectPublicKey key) {
    return refused(key.encoded().toBytes());
  }

  @Test
  void aPointOffItsCurve() {
    byte[] encoded = TestCa.newKeys().getPublic().getEncoded();
    encoded[encoded.length - 1] ^= 1;
    assertThat(refused(encoded).sentence()).contains("not a point on its curve");
  }

  @Test
  void aPointOfNothing() {
    byte[] encoded = TestCa.newKeys().getPublic().getEncoded();
    Arrays.fill(encoded, encoded.length - 64, encoded.length, (byte) 0);
    assertThat(refused(encoded).verdict()).isEqualTo(Verdict.WEAK_ALGORITHM);
    Arrays.fill(encoded, encoded.length - 64, encoded.length, (byte) 0xff);
    assertThat(refused(encoded).verdict()).isEqualTo(Verdict.WEAK_ALGORITHM);
  }

  @Test
  void edwardsKeysThatAreNoPoints() {
    int refused = 0;
    for (int i = 2; i < 40; i++) {
      byte[] y = new byte[32];
      y[0] = (byte) i;
      Certificate leaf =
          ROOT.issue("CN=leaf", new Encoded(PublicKeyParts.ed25519(y).encoded().toBytes()), leaf());
      refused += CommonRules.key(leaf, false, AlgorithmPolicy.TLS) == null ? 0 : 1;
    }
    assertThat(refused).isBetween(8, 30);
    assertThat(refused(PublicKeyParts.ed25519(new byte[32])).sentence()).contains("point");
    assertThat(refused(PublicKeyParts.ed25519(new byte[31])).verdict())
        .isEqualTo(Verdict.WEAK_ALGORITHM);
  }

  @Test
  void realEdwardsKeysAreUsable() {
    for (String algorithm : List.of("Ed25519", "Ed448")) {
      for (int i = 0; i < 20; i++) {
        PublicKey key = TestCa.newKeys(algorithm, 0).getPublic();
        Certificate leaf = ROOT.issue("CN=leaf", key, leaf());
        assertThat(CommonRules.key(leaf, false, AlgorithmPolicy.TLS)).isNull();
      }
    }
  }

  @Test
  void rsaExponentsAndModuliThatProtectNothing() {
    for (BigInteger exponent :
        List.of(
            BigInteger.ONE, BigInteger.TWO, BigInteger.valueOf(-3), E.shiftLeft(80).setBit(0))) {
      assertThat(refused(PublicKeyParts.rsa(MODULUS, exponent)).sentence()).contains("exponent");
    }
    assertThat(refused(PublicKeyParts.rsa(MODULUS.clearBit(0), E)).sentence()).contains("even");
    assertThat(refused(PublicKeyParts.rsa(BigInteger.ONE.shiftLeft(8192).setBit(0), E)).verdict())
        .isEqualTo(Verdict.WEAK_ALGORITHM);
    assertThat(refused(PublicKeyParts.rsa(BigInteger.ONE, E)).verdict())
        .isEqualTo(Verdict.WEAK_ALGORITHM);
  }

  @Test
  void anIssuerWhoseKeyIsTooLargeIsNotABadSignature() {
    BigInteger large = BigInteger.ONE.shiftLeft(8_200).setBit(0);
    Certificate anchor =
        ROOT.issue(
            "CN=Large",
            new Encoded(PublicKeyParts.rsa(large, E).encoded().toBytes()),
            TestCa.authority());
    Certificate leaf =
        new TestCa("CN=Large", TestCa.newKeys("RSA", 2048), anchor)
            .issue("CN=leaf", leaf().signedWith("SHA256withRSA"));
    TrustedCa ca =
        new TrustedCa(
            "t", List.of(anchor), List.of(), List.of(), dev.edgekeep.x509.cert.SerialSet.EMPTY);
    PathResult result =
        PathValidator.validate(
            List.of(leaf), TrustStore.of(List.of(ca)), ValidationPolicy.forClient(NOW));
    assertThat(result.verdict()).isEqualTo(Verdict.WEAK_ALGORITHM);
    assertThat(((PathResult.Refused) result).sentence()).contains("CN=Large", "8192");
  }
}
