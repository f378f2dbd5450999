package dev.edgekeep.fleet.nats;

import dev.edgekeep.fleet.message.Ed25519;
import dev.edgekeep.fleet.message.Signer;
import io.nats.client.NKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.util.encoders.Base32;
import org.bouncycastle.util.encoders.DecoderException;

/**
 * A user of the message server: a user NKey, which is an Ed25519 key. A node also signs its
 * messages with it. Immutable; any thread. The text form does not contain the private key.
 */
public final class NodeIdentity {
  private static final int SEED_PREFIX = 2;
  private static final int PUBLIC_PREFIX = 1;

  private final String seed;
  private final String publicKey;
  private final Signer signer;

  private NodeIdentity(NKey key) {
    try {
      this.seed = new String(key.getSeed());
      this.publicKey = new String(key.getPublicKey());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("not an NKey: " + e.getMessage(), e);
    }
    byte[] decoded = decode(seed);
    this.signer = Signer.of(Arrays.copyOfRange(decoded, SEED_PREFIX, SEED_PREFIX + Ed25519.OCTETS));
  }

  /** A new identity. */
  public static NodeIdentity create(SecureRandom random) {
    try {
      return new NodeIdentity(NKey.createUser(random));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("an NKey cannot be created", e);
    }
  }

  /**
   * @param seed as of {@link #seed}
   * @throws IllegalArgumentException when it is no seed of a user NKey
   */
  public static NodeIdentity ofSeed(String seed) {
    NKey key;
    try {
      key = NKey.fromSeed(seed.toCharArray());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not the seed of an NKey", e);
    }
    if (key.getType() != NKey.Type.USER) {
      throw new IllegalArgumentException("not the seed of a user's NKey");
    }
    return new NodeIdentity(key);
  }

  /** The private key as text ({@code SU…}), which is secret. */
  public String seed() {
    return seed;
  }

  /** The public key as text ({@code U…}): the subject of the user JWT. */
  public String publicKey() {
    return publicKey;
  }

  /** Signs the messages of a node. */
  public Signer signer() {
    return signer;
  }

  /**
   * The key that a node signs with.
   *
   * @param publicKey as of {@link #publicKey}
   * @throws IllegalArgumentException when it is no public key of a user
   */
  public static PublicKey publicKey(String publicKey) {
    if (!NKey.isValidPublicUserKey(publicKey.toCharArray())) {
      throw new IllegalArgumentException("not the public NKey of a user");
    }
    byte[] decoded = decode(publicKey);
    return Ed25519.publicKey(
        Arrays.copyOfRange(decoded, PUBLIC_PREFIX, PUBLIC_PREFIX + Ed25519.OCTETS));
  }

  /** Base 32 (RFC 4648 §6), which NKeys have without padding. */
  private static byte[] decode(String text) {
    String padded = text + "=".repeat((8 - text.length() % 8) % 8);
    try {
      return Base32.decode(padded.getBytes(StandardCharsets.US_ASCII));
    } catch (DecoderException e) {
      throw new IllegalArgumentException("not an NKey", e);
    }
  }

  /** Signs what the message server chose, when it is connected to. */
  byte[] signNonce(byte[] nonce) {
    try {
      return NKey.fromSeed(seed.toCharArray()).sign(nonce);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("an NKey does not sign", e);
    }
  }

  @Override
  public String toString() {
    return publicKey;
  }
}
