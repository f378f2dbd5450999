package dev.edgekeep.sm2.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

/** SM3 against GB/T 32905 and Bouncy Castle. */
class Sm3Test {
  @Test
  void theExamplesOfTheStandardHaveTheirHashes() {
    assertThat(Sm3.of(ascii("abc")))
        .isEqualTo(hex("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"));
    assertThat(Sm3.of(ascii("abcd".repeat(16))))
        .isEqualTo(hex("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"));
  }

  @Property(tries = 500)
  void hashesAreThoseOfBouncyCastle(
      @ForAll @Size(max = 300) byte[] first, @ForAll @Size(max = 200) byte[] second) {
    SM3Digest peer = new SM3Digest();
    peer.update(first, 0, first.length);
    peer.update(second, 0, second.length);
    byte[] expected = new byte[32];
    peer.doFinal(expected, 0);
    Sm3 hash = new Sm3().update(first);
    Sm3 copy = hash.copy();
    assertThat(hash.update(second).digest()).isEqualTo(expected);
    assertThat(copy.update(second).digest()).isEqualTo(expected);
    assertThat(hash.update(first).update(second).digest()).isEqualTo(expected);
  }

  @Property(tries = 300)
  void codesAreThoseOfBouncyCastle(
      @ForAll @Size(max = 150) byte[] key, @ForAll @Size(max = 200) byte[] text) {
    byte[] expected = mac(key, text);
    HmacSm3 hmac = new HmacSm3(key);
    assertThat(hmac.update(text).code()).isEqualTo(expected);
    assertThat(hmac.update(text).code()).isEqualTo(expected);
  }

  @Property(tries = 100)
  void thePseudoRandomFunctionIsTheChainOfCodes(
      @ForAll @Size(max = 80) byte[] secret, @ForAll @Size(max = 80) byte[] seed) {
    byte[] labelled = concat(ascii("key expansion"), seed);
    byte[] a1 = mac(secret, labelled);
    byte[] a2 = mac(secret, a1);
    byte[] expected = concat(mac(secret, concat(a1, labelled)), mac(secret, concat(a2, labelled)));
    assertThat(KeyDerivation.prf(secret, "key expansion", seed, 50))
        .isEqualTo(Arrays.copyOf(expected, 50));
  }

  private static byte[] mac(byte[] key, byte[] text) {
    HMac mac = new HMac(new SM3Digest());
    mac.init(new KeyParameter(key));
    mac.update(text, 0, text.length);
    byte[] code = new byte[32];
    mac.doFinal(code, 0);
    return code;
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
