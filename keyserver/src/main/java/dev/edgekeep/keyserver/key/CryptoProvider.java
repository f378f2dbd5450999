package dev.edgekeep.keyserver.key;

import dev.edgekeep.daemon.crypto.Corretto;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/**
 * The cryptography of keys that were read from files: Amazon Corretto Crypto Provider, whose AWS-LC
 * is as fast as OpenSSL, or the JDK, which is 3 to 10 times slower and available on every platform.
 * Nothing is installed for the whole process. Any thread.
 */
public final class CryptoProvider {
  private final @Nullable Provider provider;
  private final String name;
  private final @Nullable String slowBecause;
  private final int rsaMode;
  private final SecureRandom random;

  private CryptoProvider(
      @Nullable Provider provider,
      String name,
      @Nullable String slowBecause,
      int rsaMode,
      SecureRandom random) {
    this.provider = provider;
    this.name = name;
    this.slowBecause = slowBecause;
    this.rsaMode = rsaMode;
    this.random = random;
  }

  /** Amazon Corretto Crypto Provider where its native library loads, and else the JDK. */
  public static CryptoProvider fastest() {
    return switch (Corretto.load()) {
      case Corretto.Load.Missing(String reason) -> jdk(reason);
      case Corretto.Load.Loaded(Provider provider) -> corretto(provider);
    };
  }

  private static CryptoProvider corretto(Provider corretto) {
    try {
      // Every RSA result is checked with the public exponent before it leaves AWS-LC.
      return new CryptoProvider(
          corretto,
          corretto.getInfo(),
          null,
          Cipher.DECRYPT_MODE,
          SecureRandom.getInstance("LibCryptoRng", corretto));
    } catch (GeneralSecurityException e) {
      return jdk("Amazon Corretto Crypto Provider does not load: " + e);
    }
  }

  /** The cryptography of the JDK. */
  public static CryptoProvider jdk() {
    return jdk("the JDK's own cryptography was asked for");
  }

  private static CryptoProvider jdk(String reason) {
    // With a private key, "encrypting" is what the JDK calls signing, and only then does it check
    // the result.
    return new CryptoProvider(
        null, "JDK " + Runtime.version(), reason, Cipher.ENCRYPT_MODE, new SecureRandom());
  }

  /** Name and version, for the log. */
  public String name() {
    return name;
  }

  /** The reason why it is not the fast one; null when it is. */
  public @Nullable String slowBecause() {
    return slowBecause;
  }

  SecureRandom random() {
    return random;
  }

  PrivateKey privateKey(String algorithm, byte[] pkcs8) throws GeneralSecurityException {
    // Corretto has no key factory for Ed25519, and accepts keys of the JDK's.
    KeyFactory factory =
        provider == null || algorithm.equals("Ed25519")
            ? KeyFactory.getInstance(algorithm)
            : KeyFactory.getInstance(algorithm, provider);
    return factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  /**
   * The private-key operation of RSA on a whole block. Both providers blind it, and both verify the
   * result before they return it: one wrong result of a computation with the primes would reveal
   * them (Boneh, DeMillo, Lipton: On the Importance of Checking Cryptographic Protocols for Faults,
   * 1997).
   */
  byte[] rsa(PrivateKey key, byte[] block) throws GeneralSecurityException {
    String transformation = "RSA/ECB/NoPadding";
    Cipher cipher =
        provider == null
            ? Cipher.getInstance(transformation)
            : Cipher.getInstance(transformation, provider);
    cipher.init(rsaMode, key);
    return cipher.doFinal(block);
  }

  /** Signs with {@code NONEwithECDSA} or {@code Ed25519}. */
  byte[] sign(String algorithm, PrivateKey key, byte[] input) throws GeneralSecurityException {
    Signature signature = signature(algorithm);
    signature.initSign(key);
    signature.update(input);
    return signature.sign();
  }

  Signature signature(String algorithm) throws GeneralSecurityException {
    return provider == null
        ? Signature.getInstance(algorithm)
        : Signature.getInstance(algorithm, provider);
  }

  /** ECDH with the generator of the curve: the x of the key's public point. */
  byte[] agree(PrivateKey key, ECParameterSpec curve) throws GeneralSecurityException {
    PublicKey generator =
        KeyFactory.getInstance("EC")
            .generatePublic(new ECPublicKeySpec(curve.getGenerator(), curve));
    KeyAgreement agreement =
        provider == null
            ? KeyAgreement.getInstance("ECDH")
            : KeyAgreement.getInstance("ECDH", provider);
    agreement.init(key);
    agreement.doPhase(generator, true);
    return agreement.generateSecret();
  }
}
