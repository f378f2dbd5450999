package dev.edgekeep.fleet.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;
import org.junit.jupiter.api.Test;

/** The group key for one node. */
class NodeSealingTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] node = NodeSealing.newPrivateKey(RANDOM);
  private final GroupKey key = GroupKey.random(7, RANDOM);

  @Test
  void theNodeOpensItsGroupKey() throws SealException {
    byte[] sealed = NodeSealing.seal(key, "eu", "edge-1", NodeSealing.publicOf(node));

    assertThat(NodeSealing.open(sealed, "eu", "edge-1", 7, node)).isEqualTo(key);
  }

  @Test
  void anotherNodeGroupEpochOrBitOpensNothing() {
    byte[] sealed = NodeSealing.seal(key, "eu", "edge-1", NodeSealing.publicOf(node));
    byte[] other = NodeSealing.newPrivateKey(RANDOM);
    byte[] changed = sealed.clone();
    changed[40] ^= 1;

    assertThatThrownBy(() -> NodeSealing.open(sealed, "eu", "edge-1", 7, other))
        .isInstanceOf(SealException.class);
    assertThatThrownBy(() -> NodeSealing.open(sealed, "us", "edge-1", 7, node))
        .isInstanceOf(SealException.class);
    assertThatThrownBy(() -> NodeSealing.open(sealed, "eu", "edge-2", 7, node))
        .isInstanceOf(SealException.class);
    assertThatThrownBy(() -> NodeSealing.open(sealed, "eu", "edge-1", 8, node))
        .isInstanceOf(SealException.class);
    assertThatThrownBy(() -> NodeSealing.open(changed, "eu", "edge-1", 7, node))
        .isInstanceOf(SealException.class);
    assertThatThrownBy(() -> NodeSealing.open(Arrays.copyOf(sealed, 79), "eu", "edge-1", 7, node))
        .isInstanceOf(SealException.class);
  }

  /** A point of low order gives a shared secret of zeros (RFC 9180 §7.1.4). */
  @Test
  void aPublicKeyOfLowOrderIsRefused() {
    assertThatThrownBy(() -> NodeSealing.seal(key, "eu", "edge-1", new byte[32]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** RFC 9180 appendix A.1.1, with AES-128-GCM: the same KEM, KDF and key schedule. */
  @Test
  void theLibraryDoesWhatTheStandardsTestVectorSays() throws Exception {
    HPKE hpke =
        new HPKE(
            HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM128);
    AsymmetricCipherKeyPair recipient =
        hpke.deserializePrivateKey(
            hex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"),
            hex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d"));

    byte[] opened =
        hpke.open(
            hex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"),
            recipient,
            hex("4f6465206f6e2061204772656369616e2055726e"),
            hex("436f756e742d30"),
            hex(
                "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
                    + "6d8770ac83d07bea87e13c512a"),
            null,
            null,
            null);

    assertThat(opened).isEqualTo(hex("4265617574792069732074727574682c20747275746820626561757479"));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
