package dev.edgekeep.fleet.message;

import dev.edgekeep.daemon.crypto.Corretto;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.Slice;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.jspecify.annotations.Nullable;

/** Ed25519 keys (RFC 8032) as the 32 octets that they consist of. */
public final class Ed25519 {
  /** The length of a seed, which is the private key, and of a public key. */
  public static final int OCTETS = 32;

  private static final int KEY_ID_OCTETS = 8;

  /** The SubjectPublicKeyInfo (RFC 8410 §4) before the key. */
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  /** Amazon Corretto Crypto Provider, whose signatures cost a tenth of the JDK's; null: the JDK. */
  private static final @Nullable Provider PROVIDER =
      Corretto.load() instanceof Corretto.Load.Loaded(Provider corretto) ? corretto : null;

  private Ed25519() {}

  /** Signs, or verifies, with the fastest implementation that this machine has. */
  static Signature signature() {
    try {
      return PROVIDER == null
          ? Signature.getInstance("Ed25519")
          : Signature.getInstance("Ed25519", PROVIDER);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has Ed25519", e);
    }
  }

  /** A new private key. */
  public static byte[] newSeed(SecureRandom random) {
    byte[] seed = new byte[OCTETS];
    random.nextBytes(seed);
    return seed;
  }

  /**
   * @throws IllegalArgumentException when the seed has not 32 octets
   */
  public static PrivateKey privateKey(byte[] seed) {
    check(seed);
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed.clone()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has Ed25519", e);
    }
  }

  /** The public key of a private one, as octets. */
  public static byte[] publicOf(byte[] seed) {
    check(seed);
    return new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
  }

  /**
   * @throws IllegalArgumentException when the octets are no public key
   */
  public static PublicKey publicKey(byte[] octets) {
    check(octets);
    byte[] info = Arrays.copyOf(PREFIX, PREFIX.length + OCTETS);
    System.arraycopy(octets, 0, info, PREFIX.length, OCTETS);
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(info));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 public key", e);
    }
  }

  /** The octets of a public key. */
  public static byte[] octets(PublicKey key) {
    byte[] info = key.getEncoded();
    return Arrays.copyOfRange(info, info.length - OCTETS, info.length);
  }

  /** The SHA-256 of the octets of a public key. */
  public static Fingerprint fingerprint(PublicKey key) {
    return Fingerprint.sha256(Slice.of(octets(key)));
  }

  /** The name of a key in messages: the first 8 octets of its fingerprint, as hexadecimal. */
  public static String keyId(PublicKey key) {
    return fingerprint(key).hex().substring(0, 2 * KEY_ID_OCTETS);
  }

  private static void check(byte[] octets) {
    if (octets.length != OCTETS) {
      throw new IllegalArgumentException(
          "an Ed25519 key has %d octets, and not %d".formatted(OCTETS, octets.length));
    }
  }
}
