package dev.edgekeep.keyserver.key;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Key pairs by the name that {@link KeyInfo#algorithm} has for them, each made once. */
final class TestPairs {
  private static final Map<String, KeyPair> MADE = new ConcurrentHashMap<>();

  private TestPairs() {}

  static KeyPair of(String algorithm) {
    return MADE.computeIfAbsent(algorithm, TestPairs::make);
  }

  private static KeyPair make(String algorithm) {
    try {
      KeyPairGenerator generator;
      if (algorithm.startsWith("RSA-")) {
        generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(Integer.parseInt(algorithm.substring(4)));
      } else if (algorithm.startsWith("P-")) {
        generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp" + algorithm.substring(2) + "r1"));
      } else {
        generator = KeyPairGenerator.getInstance(algorithm);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static HeldKey held(String algorithm, CryptoProvider crypto) throws Exception {
    return new SoftwareKeys(crypto).key(of(algorithm).getPrivate().getEncoded(), "test").key();
  }
}
