package dev.edgekeep.fleet.seal;

import dev.edgekeep.fleet.message.Address;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/**
 * Seals a group key for one node: HPKE (RFC 9180) in base mode, DHKEM(X25519, HKDF-SHA256),
 * HKDF-SHA256, AES-256-GCM. The sealed form is bound to group, node and epoch. Any thread.
 */
public final class NodeSealing {
  /** The length of public and private keys. */
  public static final int OCTETS = 32;

  /** The encapsulated key, then the sealed group key and its tag. */
  private static final int SEALED = OCTETS + GroupKey.OCTETS + 16;

  private static final byte[] NO_AAD = new byte[0];

  private NodeSealing() {}

  /** A new private key. */
  public static byte[] newPrivateKey(SecureRandom random) {
    return new X25519PrivateKeyParameters(random).getEncoded();
  }

  /**
   * The public key of a private one.
   *
   * @throws IllegalArgumentException when it has not 32 octets
   */
  public static byte[] publicOf(byte[] privateKey) {
    return new X25519PrivateKeyParameters(checked(privateKey)).generatePublicKey().getEncoded();
  }

  /**
   * Seals a group key.
   *
   * @param publicKey of the node
   * @throws IllegalArgumentException when it is no public key
   */
  public static byte[] seal(GroupKey key, String group, String node, byte[] publicKey) {
    HPKE hpke = hpke();
    try {
      byte[][] sealed =
          hpke.seal(
              hpke.deserializePublicKey(checked(publicKey)),
              info(group, node, key.epoch()),
              NO_AAD,
              key.octets(),
              null,
              null,
              null);
      byte[] all = Arrays.copyOf(sealed[1], SEALED);
      System.arraycopy(sealed[0], 0, all, OCTETS, sealed[0].length);
      return all;
    } catch (InvalidCipherTextException | IllegalStateException e) {
      throw new IllegalArgumentException("not an X25519 public key", e);
    }
  }

  /**
   * Opens a group key.
   *
   * @throws SealException when it was sealed for another node, group or epoch, or changed
   */
  public static GroupKey open(
      byte[] sealed, String group, String node, long epoch, byte[] privateKey)
      throws SealException {
    if (sealed.length != SEALED) {
      throw new SealException("a sealed group key has %d octets".formatted(SEALED));
    }
    HPKE hpke = hpke();
    AsymmetricCipherKeyPair pair =
        hpke.deserializePrivateKey(checked(privateKey), publicOf(privateKey));
    try {
      byte[] key =
          hpke.open(
              Arrays.copyOf(sealed, OCTETS),
              pair,
              info(group, node, epoch),
              NO_AAD,
              Arrays.copyOfRange(sealed, OCTETS, sealed.length),
              null,
              null,
              null);
      return new GroupKey(epoch, key);
    } catch (InvalidCipherTextException | IllegalStateException | IllegalArgumentException _) {
      throw new SealException("the group key is not sealed for this node");
    }
  }

  static HPKE hpke() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }

  private static byte[] info(String group, String node, long epoch) {
    String text =
        "edgekeep group key 1\0%s\0%s\0%d"
            .formatted(Address.checkGroup(group), Address.checkNode(node), epoch);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] checked(byte[] key) {
    if (key.length != OCTETS) {
      throw new IllegalArgumentException(
          "an X25519 key has %d octets, and not %d".formatted(OCTETS, key.length));
    }
    return key;
  }
}
