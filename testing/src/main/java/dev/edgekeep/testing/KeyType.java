package dev.edgekeep.testing;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The key types of test certificates. RSA keys are generated once, because that is slow. */
public enum KeyType {
  RSA_2048("SHA256withRSA"),
  P_256("SHA256withECDSA"),
  P_384("SHA384withECDSA"),
  ED25519("Ed25519");

  private static final Map<String, KeyPair> RSA_KEYS = new ConcurrentHashMap<>();

  private final String signature;

  KeyType(String signature) {
    this.signature = signature;
  }

  /** The JCA name of the algorithm that keys of this type sign certificates with. */
  String signatureAlgorithm() {
    return signature;
  }

  /** A key pair; equal owners get the same RSA key. */
  KeyPair keyPair(String owner) {
    return this == RSA_2048 ? RSA_KEYS.computeIfAbsent(owner, any -> generate()) : generate();
  }

  private KeyPair generate() {
    try {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(
              switch (this) {
                case RSA_2048 -> "RSA";
                case P_256, P_384 -> "EC";
                case ED25519 -> "Ed25519";
              });
      switch (this) {
        case RSA_2048 -> generator.initialize(2048);
        case P_256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        case P_384 -> generator.initialize(new ECGenParameterSpec("secp384r1"));
        case ED25519 -> {}
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
