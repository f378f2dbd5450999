package dev.edgekeep.x509.issue;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/** The types of keys that are generated here. */
public enum KeyKind {
  RSA_2048("rsa2048", "RSA"),
  RSA_4096("rsa4096", "RSA"),
  P_256("p256", "EC"),
  P_384("p384", "EC"),
  ED25519("ed25519", "Ed25519");

  private final String label;
  private final String generator;

  KeyKind(String label, String generator) {
    this.label = label;
    this.generator = generator;
  }

  private AlgorithmParameterSpec parameters() {
    return switch (this) {
      case RSA_2048 -> new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4);
      case RSA_4096 -> new RSAKeyGenParameterSpec(4096, RSAKeyGenParameterSpec.F4);
      case P_256 -> new ECGenParameterSpec("secp256r1");
      case P_384 -> new ECGenParameterSpec("secp384r1");
      case ED25519 -> NamedParameterSpec.ED25519;
    };
  }

  /** Its name in the API: {@code p256}. */
  public String label() {
    return label;
  }

  /** The kind of this label. */
  public static Optional<KeyKind> of(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
  }

  /** Generates a key pair. RSA with 4096 bits may take a second or more. */
  public KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator keys = KeyPairGenerator.getInstance(generator);
      keys.initialize(parameters(), random);
      return keys.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform makes keys of " + label, e);
    }
  }
}
