package dev.edgekeep.tls;

import dev.edgekeep.daemon.crypto.Corretto;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the results of private-key operations that were done elsewhere with the public key of
 * the certificate. AWS-LC needs tens of microseconds for it; the JDK, where AWS-LC does not load,
 * up to some milliseconds for P-521. Any thread.
 */
public final class PublicKeyCheck {
  private static final @Nullable Provider FAST =
      Corretto.load() instanceof Corretto.Load.Loaded(Provider corretto) ? corretto : null;

  private final @Nullable Provider provider;
  private final PublicKey key;
  private final BigInteger modulus;

  private PublicKeyCheck(@Nullable Provider provider, PublicKey key) {
    this.provider = provider;
    this.key = key;
    this.modulus = key instanceof RSAPublicKey rsa ? rsa.getModulus() : BigInteger.ZERO;
  }

  /**
   * @throws GeneralSecurityException when the key cannot be used
   */
  public static PublicKeyCheck of(SubjectPublicKey key) throws GeneralSecurityException {
    PublicKey known = key.publicKey();
    Provider fast = FAST;
    if (fast == null) {
      return new PublicKeyCheck(null, known);
    }
    if (key.type() == KeyAlgorithm.ED25519) {
      return new PublicKeyCheck(fast, known); // it has no factory for these, and accepts the JDK's
    }
    X509EncodedKeySpec encoded = new X509EncodedKeySpec(known.getEncoded());
    return new PublicKeyCheck(
        fast, KeyFactory.getInstance(known.getAlgorithm(), fast).generatePublic(encoded));
  }

  /** Returns whether a ciphertext can be one of this key (RFC 8017 §7.2.2, step 1 and 2.b). */
  public boolean isCiphertext(byte[] ciphertext) {
    return ciphertext.length == modulusBytes()
        && new BigInteger(1, ciphertext).compareTo(modulus) < 0;
  }

  /** The length of an RSA key's modulus in bytes; 0 for other keys. */
  public int modulusBytes() {
    return (modulus.bitLength() + 7) / 8;
  }

  /** The fault of a signature over a message; null when the key created it. Never throws. */
  public @Nullable String signatureFault(SignatureScheme scheme, byte[] message, byte[] signature) {
    try {
      return switch (scheme.algorithm()) {
        case ECDSA ->
            isEcdsaValue(signature)
                ? verified(scheme, message, signature)
                : "the signature of %,d bytes is not an ECDSA value in DER"
                    .formatted(signature.length);
        case RSA_PKCS1, RSA_PSS -> {
          String length = lengthFault(signature);
          yield length != null ? length : verified(scheme, message, signature);
        }
        case ED25519 -> verified(scheme, message, signature);
      };
    } catch (GeneralSecurityException | RuntimeException e) {
      return "the signature of %,d bytes cannot be verified".formatted(signature.length);
    }
  }

  private @Nullable String verified(SignatureScheme scheme, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    boolean verifies =
        scheme == SignatureScheme.RSA_PKCS1_MD5_SHA1
            ? isMd5Sha1(scheme.input(message), signature)
            : verifies(scheme, message, signature);
    return verifies
        ? null
        : "the signature does not verify with the certificate's key: it is over other data or by"
            + " another key";
  }

  private boolean verifies(SignatureScheme scheme, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    Signature verifier = verifier(scheme);
    verifier.initVerify(key);
    verifier.update(message);
    return verifier.verify(signature);
  }

  private Signature verifier(SignatureScheme scheme) throws GeneralSecurityException {
    Signature verifier = instance(scheme.signature());
    if (scheme.algorithm() == SignatureScheme.Algorithm.RSA_PSS) {
      String digest = scheme.digest();
      int salt = Integer.parseInt(digest.substring("SHA-".length())) / 8;
      verifier.setParameter(
          new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), salt, 1));
    }
    return verifier;
  }

  private Signature instance(String algorithm) throws GeneralSecurityException {
    return provider == null
        ? Signature.getInstance(algorithm)
        : Signature.getInstance(algorithm, provider);
  }

  /** Ecdsa-Sig-Value in strict DER (RFC 3279 §2.2.3): clients accept nothing else. */
  private static boolean isEcdsaValue(byte[] signature) {
    try {
      DerReader outer = DerReader.of(signature);
      DerReader value = outer.sequence("ECDSA value");
      boolean positive = value.integer("r").signum() > 0 && value.integer("s").signum() > 0;
      value.end("ECDSA value");
      outer.end("signature");
      return positive;
    } catch (DerException e) {
      return false;
    }
  }

  /** RSASSA-PKCS1-v1_5 without a DigestInfo (RFC 4346 §7.4.3), for which no provider has a name. */
  private boolean isMd5Sha1(byte[] digest, byte[] signature) throws GeneralSecurityException {
    byte[] expected = new byte[modulusBytes()];
    Arrays.fill(expected, (byte) 0xff);
    expected[0] = 0;
    expected[1] = 1;
    int start = expected.length - digest.length;
    expected[start - 1] = 0;
    System.arraycopy(digest, 0, expected, start, digest.length);
    return MessageDigest.isEqual(expected, publicOperation(signature));
  }

  /**
   * The fault of a deciphered block; null when it is the result of the private-key operation. The
   * public operation on the block must give the ciphertext, which says nothing about the padding.
   * Never throws.
   */
  public @Nullable String decryptionFault(byte[] ciphertext, byte[] block) {
    try {
      String length = lengthFault(block);
      if (length != null) {
        return length;
      }
      return MessageDigest.isEqual(ciphertext, publicOperation(block))
          ? null
          : "the deciphered block does not belong to the ciphertext: it is of another key or"
              + " another operation";
    } catch (GeneralSecurityException | RuntimeException e) {
      return "the deciphered block of %,d bytes is not below the modulus".formatted(block.length);
    }
  }

  private @Nullable String lengthFault(byte[] result) {
    return result.length == modulusBytes()
        ? null
        : "it has %,d bytes, and a result of this key has %,d"
            .formatted(result.length, modulusBytes());
  }

  private byte[] publicOperation(byte[] block) throws GeneralSecurityException {
    String transformation = "RSA/ECB/NoPadding";
    Cipher rsa =
        provider == null
            ? Cipher.getInstance(transformation)
            : Cipher.getInstance(transformation, provider);
    rsa.init(Cipher.ENCRYPT_MODE, key);
    return rsa.doFinal(block);
  }
}
