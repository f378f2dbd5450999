package dev.edgekeep.keyserver.key;

import dev.edgekeep.x509.cert.PublicKeyParts;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/**
 * The public key of an Ed25519 private key (RFC 8032 §5.1.5), which most files leave out. The JDK
 * computes one only for a new pair, so its generator gets the private key in place of random bytes,
 * and whether it used them is checked.
 */
final class Ed25519Public {
  private static final int BYTES = 32;

  private Ed25519Public() {}

  /**
   * @param seed the private key
   */
  static SubjectPublicKey of(byte[] seed) throws GeneralSecurityException {
    if (seed.length != BYTES) {
      throw new InvalidKeyException(
          "an Ed25519 key has %d bytes, and not %d".formatted(BYTES, seed.length));
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(NamedParameterSpec.ED25519, new Given(seed));
    KeyPair pair = generator.generateKeyPair();
    boolean taken =
        pair.getPrivate() instanceof EdECPrivateKey key
            && key.getBytes().filter(bytes -> Arrays.equals(bytes, seed)).isPresent();
    if (!taken) {
      throw new InvalidKeyException("this JDK does not compute the public key of Ed25519");
    }
    byte[] info = pair.getPublic().getEncoded();
    return PublicKeyParts.ed25519(Arrays.copyOfRange(info, info.length - BYTES, info.length));
  }

  /** Returns given bytes instead of random ones. */
  private static final class Given extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final byte[] bytes;

    Given(byte[] bytes) {
      super(null, null);
      this.bytes = bytes;
    }

    @Override
    public void nextBytes(byte[] out) {
      System.arraycopy(bytes, 0, out, 0, Math.min(bytes.length, out.length));
    }
  }
}
