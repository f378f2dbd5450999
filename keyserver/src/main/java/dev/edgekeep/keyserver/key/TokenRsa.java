package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.DigestAlgorithm;
import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyserver.pkcs11.Mechanism;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Exception;
import dev.edgekeep.keyserver.pkcs11.PssParameters;
import dev.edgekeep.keyserver.pkcs11.Token;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * RSA on a token: the bare operation over blocks that are encoded here, as in memory, or with the
 * token's padding where it refuses the bare one. Blocks.
 */
final class TokenRsa implements RsaKey.Operations {
  private final Token token;
  private final SubjectPublicKey key;
  private final RsaPublic publicKey;
  private final SecureRandom random;

  /** True if the token signs blocks that are already padded; found out by trying. */
  private volatile boolean signsBare;

  TokenRsa(Token token, SubjectPublicKey key, RsaPublic publicKey, SecureRandom random) {
    this.token = token;
    this.key = key;
    this.publicKey = publicKey;
    this.random = random;
    this.signsBare = token.can(Mechanism.CKM_RSA_X_509);
  }

  @Override
  public byte[] decrypt(byte[] block) throws KeyOperationException {
    try {
      return checked(block, token.decrypt(key, block));
    } catch (Pkcs11Exception e) {
      throw failed(e);
    }
  }

  @Override
  public byte[] signPkcs1(DigestAlgorithm algorithm, byte[] digest) throws KeyOperationException {
    byte[] block = Pkcs1Encoding.encode(algorithm, digest, publicKey.length());
    try {
      byte[] signature = signedBare(block);
      if (signature == null) {
        byte[] info = Pkcs1Encoding.digestInfo(algorithm, digest);
        signature = token.sign(key, Mechanism.CKM_RSA_PKCS, null, info);
      }
      return checked(block, signature);
    } catch (Pkcs11Exception e) {
      throw failed(e);
    }
  }

  @Override
  public byte[] signPss(DigestAlgorithm algorithm, byte[] digest) throws KeyOperationException {
    int bits = publicKey.modulus().bitLength();
    byte[] block = PssEncoding.encode(algorithm, digest, bits, random);
    try {
      byte[] signature = signedBare(block);
      return signature != null
          ? checked(block, signature)
          : token.sign(
              key, Mechanism.CKM_RSA_PKCS_PSS, PssParameters.valueOf(algorithm.name()), digest);
    } catch (Pkcs11Exception e) {
      throw failed(e);
    }
  }

  /** The signature of a padded block; null when the token does not sign those. */
  private byte @Nullable [] signedBare(byte[] block) throws Pkcs11Exception {
    if (!signsBare) {
      return null;
    }
    try {
      return token.sign(key, Mechanism.CKM_RSA_X_509, null, block);
    } catch (Pkcs11Exception e) {
      if (!e.isUnsupported()) {
        throw e;
      }
      signsBare = false;
      return null;
    }
  }

  /**
   * The result, padded to the length of the modulus, since tokens differ in the zeros in front. A
   * result of a fault is refused: it would reveal the key (see {@link CryptoProvider#rsa}).
   */
  private byte[] checked(byte[] block, byte[] result) throws KeyOperationException {
    int length = publicKey.length();
    byte[] whole = result;
    if (result.length < length) {
      whole = new byte[length];
      System.arraycopy(result, 0, whole, length - result.length, result.length);
      Arrays.fill(result, (byte) 0);
    }
    if (whole.length != length || !publicKey.agrees(block, whole)) {
      throw new KeyOperationException(
          KeylessError.CRYPTOGRAPHY, "%s: the token computed wrongly".formatted(token.label()));
    }
    return whole;
  }

  private KeyOperationException failed(Pkcs11Exception e) {
    return TokenKeys.failed(token, e);
  }
}
