package dev.edgekeep.keyserver.key;

import dev.edgekeep.x509.cert.PublicKeyParts;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;

/**
 * The public key of an EC private key that was stored without it. The JCA does not compute it
 * directly. ECDH with the curve's generator in the place of a peer gives its x coordinate; of the
 * two points with that x, one verifies the signatures of the private key.
 */
final class EcPublic {
  private static final int DIGEST_BYTES = 32;

  private final CryptoProvider crypto;
  private final NamedCurve curve;

  EcPublic(CryptoProvider crypto, NamedCurve curve) {
    this.crypto = crypto;
    this.curve = curve;
  }

  /**
   * @param pkcs8 the private key
   */
  SubjectPublicKey of(byte[] pkcs8) throws GeneralSecurityException {
    PrivateKey key = crypto.privateKey("EC", pkcs8);
    byte[] digest = new byte[DIGEST_BYTES];
    Arrays.fill(digest, (byte) 0x5a); // of zeros, the signature would fit both points
    byte[] signature = crypto.sign("NONEwithECDSA", key, digest);
    BigInteger x = new BigInteger(1, crypto.agree(key, curve.spec()));
    for (boolean odd : new boolean[] {false, true}) {
      SubjectPublicKey half =
          PublicKeyParts.ellipticCurve(curve.identifier().toBytes(), curve.point(x, odd));
      if (verifies(half, digest, signature)) {
        return half;
      }
    }
    throw new InvalidKeyException("its public part cannot be computed");
  }

  private boolean verifies(SubjectPublicKey half, byte[] digest, byte[] signature)
      throws GeneralSecurityException {
    Signature verifier = crypto.signature("NONEwithECDSA");
    verifier.initVerify(half.publicKey());
    verifier.update(digest);
    return verifier.verify(signature);
  }
}
