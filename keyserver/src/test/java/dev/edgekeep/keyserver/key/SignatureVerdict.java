package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.DigestAlgorithm;
import dev.edgekeep.keyless.Opcode;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;

/** The JDK's verdict about signatures, given the whole message and never the digest. */
final class SignatureVerdict {
  private SignatureVerdict() {}

  /** The message that a client hashes. */
  static byte[] digest(DigestAlgorithm algorithm, byte[] message) throws GeneralSecurityException {
    return switch (algorithm) {
      case NONE -> message;
      case MD5SHA1 -> {
        byte[] both = Arrays.copyOf(MessageDigest.getInstance("MD5").digest(message), 36);
        System.arraycopy(MessageDigest.getInstance("SHA-1").digest(message), 0, both, 16, 20);
        yield both;
      }
      default -> MessageDigest.getInstance(algorithm.name().replace("SHA", "SHA-")).digest(message);
    };
  }

  static boolean of(PublicKey key, Opcode opcode, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    DigestAlgorithm digest = opcode.digest();
    boolean md5sha1 = digest == DigestAlgorithm.MD5SHA1;
    return switch (opcode.operation()) {
      case RSA_SIGN ->
          md5sha1
              ? opensAs(digest(digest, message), key, signature)
              : verify(Signature.getInstance(digest + "withRSA"), key, message, signature);
      case RSA_PSS_SIGN -> verify(pss(digest), key, message, signature);
      case ECDSA_SIGN ->
          md5sha1
              ? verify(
                  Signature.getInstance("NONEwithECDSA"), key, digest(digest, message), signature)
              : verify(Signature.getInstance(digest + "withECDSA"), key, message, signature);
      case ED25519_SIGN -> verify(Signature.getInstance("Ed25519"), key, message, signature);
      case RSA_DECRYPT, PING -> throw new IllegalArgumentException("no signature: " + opcode);
    };
  }

  private static Signature pss(DigestAlgorithm digest) throws GeneralSecurityException {
    String hash = digest.name().replace("SHA", "SHA-");
    Signature pss = Signature.getInstance("RSASSA-PSS");
    pss.setParameter(
        new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), digest.length(), 1));
    return pss;
  }

  private static boolean verify(Signature by, PublicKey key, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    by.initVerify(key);
    by.update(message);
    return by.verify(signature);
  }

  /** The JDK has no signature of this kind: a digest in PKCS#1 padding, and nothing else. */
  private static boolean opensAs(byte[] digest, PublicKey key, byte[] signature)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    cipher.init(Cipher.DECRYPT_MODE, key);
    try {
      return Arrays.equals(digest, cipher.doFinal(signature));
    } catch (BadPaddingException _) {
      return false;
    }
  }
}
