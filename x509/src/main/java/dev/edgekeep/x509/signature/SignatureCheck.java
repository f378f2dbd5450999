package dev.edgekeep.x509.signature;

import dev.edgekeep.x509.cert.AlgorithmIdentifier;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.der.Slice;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;

/** Verifies one signature with the Java platform's cryptography. Any thread. */
public final class SignatureCheck {
  private SignatureCheck() {}

  /** Verifies that {@code signature} over {@code message} was made with {@code key}. */
  public static SignatureResult check(
      AlgorithmIdentifier identifier, Slice message, Slice signature, SubjectPublicKey key) {
    SignatureAlgorithm algorithm = SignatureAlgorithm.of(identifier);
    if (algorithm.weak()) {
      return SignatureResult.WEAK;
    }
    String name = algorithm.javaName();
    if (name == null || !algorithm.fits(key.type())) {
      return SignatureResult.UNSUPPORTED;
    }
    PublicKey publicKey;
    try {
      publicKey = key.publicKey();
    } catch (InvalidKeyException e) {
      // The key cannot verify anything, so the signature is not to blame.
      return SignatureResult.UNSUPPORTED;
    }
    try {
      Signature verifier = Signature.getInstance(name);
      if (algorithm.pss() != null) {
        verifier.setParameter(algorithm.pss());
      }
      verifier.initVerify(publicKey);
      message.update(verifier);
      return verifier.verify(signature.toBytes()) ? SignatureResult.VALID : SignatureResult.INVALID;
    } catch (GeneralSecurityException e) {
      // A malformed signature does not verify.
      return SignatureResult.INVALID;
    }
  }

  /**
   * The cost of a check in units of about 50 µs on one core, to limit the cost of hostile input.
   */
  public static int cost(SubjectPublicKey key) {
    return switch (key.type()) {
      case RSA, RSA_PSS -> 1 + key.bits() / 1024;
      case P256, ED25519 -> 4;
      case P384, ED448, DSA -> 12;
      case P521 -> 24;
      case OTHER_CURVE, UNKNOWN -> 1;
    };
  }
}
