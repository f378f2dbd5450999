package dev.edgekeep.x509.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.x509.cert.PublicKeyParts;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.testing.TestAuthority;
import dev.edgekeep.x509.testing.TestCa;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that are refused in certificates. */
class KeyQualityTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final BigInteger F4 = BigInteger.valueOf(65_537);

  @ParameterizedTest
  @EnumSource(names = "RSA_4096", mode = EnumSource.Mode.EXCLUDE)
  void generatedKeysAreAccepted(KeyKind kind) {
    assertThat(KeyQuality.problem(TestAuthority.newKey(kind))).isNull();
  }

  @Test
  void rsaBelow2048BitsIsTooShort() {
    SubjectPublicKey key = TestAuthority.publicKey(TestCa.newKeys("RSA", 1024));
    assertThat(KeyQuality.problem(key)).contains("1024 bits is too short");
  }

  @Test
  void exponentsBelow65537AreRefused() {
    for (int exponent : new int[] {1, 3, 17, 65_536}) {
      SubjectPublicKey key = PublicKeyParts.rsa(modulus(), BigInteger.valueOf(exponent));
      assertThat(KeyQuality.problem(key)).as("exponent " + exponent).contains("exponent");
    }
  }

  @Test
  void modulusWithASmallFactorIsRefused() {
    BigInteger modulus = new BigInteger(2048, RANDOM).setBit(2050).setBit(0);
    BigInteger divisible = modulus.multiply(BigInteger.valueOf(751));
    assertThat(KeyQuality.problem(PublicKeyParts.rsa(divisible, F4))).contains("is divisible by");
  }

  @Test
  void closePrimesAreFound() {
    // With both upper bits set, the product of two has 2,048 bits, and never 2,047.
    BigInteger p = new BigInteger(1024, RANDOM).setBit(1023).setBit(1022).nextProbablePrime();
    BigInteger modulus = p.multiply(p.nextProbablePrime());
    assertThat(KeyQuality.problem(PublicKeyParts.rsa(modulus, F4))).contains("CVE-2022-26320");
  }

  @Test
  void keysOfTheFaultyTokensAreFound() {
    BigInteger product = BigInteger.TWO;
    for (int p = 3; p < 720; p += 2) {
      if (BigInteger.valueOf(p).isProbablePrime(20)) {
        product = product.multiply(BigInteger.valueOf(p));
      }
    }
    BigInteger modulus = faultyPrime(product).multiply(faultyPrime(product));
    assertThat(KeyQuality.problem(PublicKeyParts.rsa(modulus, F4))).contains("CVE-2017-15361");
  }

  private static BigInteger faultyPrime(BigInteger product) {
    BigInteger residue = F4.modPow(new BigInteger(200, RANDOM), product);
    BigInteger candidate;
    do {
      BigInteger k =
          new BigInteger(1030 - product.bitLength(), RANDOM).setBit(1029 - product.bitLength());
      candidate = k.multiply(product).add(residue);
    } while (!candidate.isProbablePrime(30));
    return candidate;
  }

  @Test
  void pointsOffTheCurveAreRefused() {
    SubjectPublicKey good = TestAuthority.newKey(KeyKind.P_256);
    byte[] point = good.keyBits().toBytes();
    point[64] ^= 1;
    byte[] curve = DerWriter.oid("1.2.840.10045.3.1.7");
    assertThat(KeyQuality.problem(PublicKeyParts.ellipticCurve(curve, point))).isNotNull();
  }

  @Test
  void otherCurvesAndEd448AreNotSupported() {
    byte[] secp256k1 = DerWriter.oid("1.3.132.0.10");
    assertThat(KeyQuality.problem(PublicKeyParts.ellipticCurve(secp256k1, new byte[65])))
        .contains("is not supported; use RSA");
    assertThat(KeyQuality.problem(TestAuthority.publicKey(TestCa.newKeys("Ed448", 0))))
        .contains("is not supported");
  }

  private static BigInteger modulus() {
    return ((RSAPublicKey) TestCa.newKeys("RSA", 2048).getPublic()).getModulus();
  }
}
