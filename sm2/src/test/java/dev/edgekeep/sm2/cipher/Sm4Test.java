package dev.edgekeep.sm2.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.api.Test;

/** SM4 against GB/T 32907, RFC 8998 and Bouncy Castle. */
class Sm4Test {
  private static final byte[] KEY = hex("0123456789abcdeffedcba9876543210");

  @Test
  void theExampleOfTheStandardIsEncryptedAndDecrypted() {
    Sm4Blocks blocks = new Sm4Blocks(Sm4Key.of(KEY));
    byte[] out = new byte[16];
    blocks.encrypt(KEY, 0, out, 0, 1);
    assertThat(out).isEqualTo(hex("681edf34d206965e86b3e94f536e4246"));
    blocks.decrypt(out, 0, out, 0, 1);
    assertThat(out).isEqualTo(KEY);
  }

  @Test
  void aMillionEncryptionsOfTheStandardGiveItsResult() {
    // The million are chained, so that only one of the sixteen blocks is used.
    Sm4Blocks blocks = new Sm4Blocks(Sm4Key.of(KEY));
    byte[] text = KEY.clone();
    for (int i = 0; i < 1_000_000; i++) {
      blocks.encrypt(text, 0, text, 0, 1);
    }
    assertThat(text).isEqualTo(hex("595298c7c6fd271f0402f804c33d3f66"));
  }

  @Test
  void theGcmExampleOfRfc8998IsSealedAndOpened() {
    byte[] nonce = hex("00001234567800000000abcd");
    byte[] additional = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    byte[] text =
        hex(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
                + "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa");
    Sm4Gcm gcm = new Sm4Gcm(Sm4Key.of(KEY));
    byte[] sealed = new byte[text.length + 16];
    gcm.seal(nonce, additional, text, 0, text.length, sealed, 0);
    assertThat(sealed)
        .isEqualTo(
            hex(
                "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
                    + "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
                    + "83de3541e4c2b58177e065a9bf7b62ec"));
    byte[] opened = new byte[text.length];
    assertThat(gcm.open(nonce, additional, sealed, 0, text.length, opened, 0)).isTrue();
    assertThat(opened).isEqualTo(text);
  }

  @Property(tries = 300)
  void blocksAreThoseOfBouncyCastle(
      @ForAll @Size(16) byte[] key,
      @ForAll @Size(256) byte[] text,
      @ForAll @IntRange(min = 1, max = 16) int n) {
    byte[] expected = new byte[256];
    SM4Engine engine = new SM4Engine();
    engine.init(true, new KeyParameter(key));
    for (int i = 0; i < n; i++) {
      engine.processBlock(text, 16 * i, expected, 16 * i);
    }
    Sm4Blocks blocks = new Sm4Blocks(Sm4Key.of(key));
    byte[] out = new byte[256];
    blocks.encrypt(text, 0, out, 0, n);
    assertThat(out).isEqualTo(expected);
    blocks.decrypt(out, 0, out, 0, n);
    assertThat(Arrays.copyOf(out, 16 * n)).isEqualTo(Arrays.copyOf(text, 16 * n));
  }

  @Property(tries = 300)
  void gcmIsThatOfBouncyCastle(
      @ForAll @Size(16) byte[] key,
      @ForAll @Size(12) byte[] nonce,
      @ForAll @Size(max = 70) byte[] additional,
      @ForAll @Size(max = 1200) byte[] text)
      throws Exception {
    byte[] expected = new byte[text.length + 16];
    var peer = GCMBlockCipher.newInstance(new SM4Engine());
    peer.init(true, new AEADParameters(new KeyParameter(key), 128, nonce, additional));
    int n = peer.processBytes(text, 0, text.length, expected, 0);
    peer.doFinal(expected, n);
    Sm4Gcm gcm = new Sm4Gcm(Sm4Key.of(key));
    byte[] place = Arrays.copyOf(text, text.length + 16);
    gcm.seal(nonce, additional, place, 0, text.length, place, 0);
    assertThat(place).isEqualTo(expected);
    assertThat(gcm.open(nonce, additional, place, 0, text.length, place, 0)).isTrue();
    assertThat(Arrays.copyOf(place, text.length)).isEqualTo(text);
  }

  @Property(tries = 200)
  void aChangedBitOpensNothing(
      @ForAll @Size(40) byte[] text, @ForAll @IntRange(max = 8 * 88 - 1) int bit) {
    Sm4Gcm gcm = new Sm4Gcm(Sm4Key.of(KEY));
    byte[] message = new byte[12 + 20 + 40 + 16];
    byte[] nonce = new byte[12];
    byte[] additional = new byte[20];
    gcm.seal(nonce, additional, text, 0, 40, message, 32);
    message[bit / 8] ^= (byte) (1 << bit % 8);
    byte[] out = new byte[40];
    boolean right =
        gcm.open(
            Arrays.copyOf(message, 12),
            Arrays.copyOfRange(message, 12, 32),
            message,
            32,
            40,
            out,
            0);
    assertThat(right).isFalse();
    assertThat(out).containsOnly(0);
  }

  @Property(tries = 200)
  void cbcIsThatOfBouncyCastle(
      @ForAll @Size(16) byte[] key,
      @ForAll @Size(16) byte[] iv,
      @ForAll @Size(800) byte[] text,
      @ForAll @IntRange(max = 50) int n) {
    byte[] expected = text.clone();
    var peer = CBCBlockCipher.newInstance(new SM4Engine());
    peer.init(true, new ParametersWithIV(new KeyParameter(key), iv));
    for (int i = 0; i < n; i++) {
      peer.processBlock(expected, 16 * i, expected, 16 * i);
    }
    Sm4Cbc cbc = new Sm4Cbc(Sm4Key.of(key));
    byte[] data = text.clone();
    cbc.encrypt(iv, data, 0, 16 * n);
    assertThat(data).isEqualTo(expected);
    cbc.decrypt(iv, data, 0, 16 * n);
    assertThat(data).isEqualTo(text);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
