package dev.edgekeep.keyserver.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.keyless.DigestAlgorithm;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Byte for byte what the standards say. */
class EncodingsTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static byte[] digest(DigestAlgorithm algorithm) {
    byte[] digest = new byte[algorithm.length()];
    Arrays.fill(digest, (byte) 0x11);
    return digest;
  }

  @Test
  void pkcs1IsOnesAroundADigestInfo() throws Exception {
    assertThat(Pkcs1Encoding.encode(DigestAlgorithm.SHA256, digest(DigestAlgorithm.SHA256), 64))
        .isEqualTo(
            hex(
                "0001 ffffffffffffffffffff 00 3031300d060960864801650304020105000420"
                    + "11".repeat(32)));
  }

  /** RFC 4346 §7.4.3: no algorithm is named. */
  @Test
  void md5WithSha1HasNoDigestInfo() throws Exception {
    assertThat(Pkcs1Encoding.encode(DigestAlgorithm.MD5SHA1, digest(DigestAlgorithm.MD5SHA1), 48))
        .isEqualTo(hex("0001 ffffffffffffffffff 00" + "11".repeat(36)));
  }

  /** emBits is one less than the bits of the modulus, so that the value is below it. */
  @Test
  void pssLeavesTheHighestBitsFree() throws Exception {
    byte[] digest = digest(DigestAlgorithm.SHA256);
    for (int bits = 1024; bits <= 1033; bits++) {
      byte[] block = PssEncoding.encode(DigestAlgorithm.SHA256, digest, bits, new byte[32]);
      assertThat(block).hasSize((bits + 7) / 8).endsWith(0xbc);
      assertThat(new BigInteger(1, block).bitLength()).isLessThan(bits);
    }
  }

  @Test
  void pssHasAnotherSaltEachTime() throws Exception {
    byte[] digest = digest(DigestAlgorithm.SHA256);
    SecureRandom random = CryptoProvider.fastest().random();
    assertThat(PssEncoding.encode(DigestAlgorithm.SHA256, digest, 2048, random))
        .isNotEqualTo(PssEncoding.encode(DigestAlgorithm.SHA256, digest, 2048, random));
  }

  @Test
  void twoNumbersInARowBecomeDer() {
    assertThat(EcdsaValue.der(hex("0102 7f01"))).isEqualTo(hex("3008 0202 0102 0202 7f01"));
    assertThat(EcdsaValue.der(hex("8001 0001"))).isEqualTo(hex("3008 0203 008001 0201 01"));
  }

  @Test
  void aDigestIsCutToTheLengthOfTheCurve() {
    byte[] sha512 = digest(DigestAlgorithm.SHA512);
    assertThat(EcdsaValue.cut(sha512, 256)).hasSize(32);
    assertThat(EcdsaValue.cut(sha512, 384)).hasSize(48);
    assertThat(EcdsaValue.cut(sha512, 521)).isEqualTo(sha512);
  }
}
