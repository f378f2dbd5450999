package dev.edgekeep.keyserver.check;

import dev.edgekeep.keyless.DigestAlgorithm;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Creates the trials of the operations that a TLS edge needs of a certificate's key. */
final class Trials {
  /** Every signed message begins with this, and therefore cannot be one of TLS. */
  private static final byte[] CONTEXT =
      "edgekeep keyserver check, good for nothing else: ".getBytes(StandardCharsets.US_ASCII);

  private static final int NONCE_BYTES = 32;

  /** The length of the secret in RSA key exchange (RFC 5246 §7.4.7.1). */
  private static final int PREMASTER_BYTES = 48;

  private static final List<Opcode> RSA =
      List.of(
          Opcode.RSA_SIGN_SHA256,
          Opcode.RSA_SIGN_SHA384,
          Opcode.RSA_SIGN_SHA512,
          Opcode.RSA_PSS_SIGN_SHA256,
          Opcode.RSA_PSS_SIGN_SHA384,
          Opcode.RSA_PSS_SIGN_SHA512,
          Opcode.RSA_DECRYPT);
  private static final List<Opcode> ECDSA =
      List.of(Opcode.ECDSA_SIGN_SHA256, Opcode.ECDSA_SIGN_SHA384, Opcode.ECDSA_SIGN_SHA512);
  private static final List<Opcode> ED25519 = List.of(Opcode.ED25519_SIGN);

  private final SecureRandom random = new SecureRandom();

  /**
   * One operation to request, with the check of its result.
   *
   * @param payload the digest, the message (Ed25519) or the ciphertext
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Trial(Opcode opcode, byte[] payload, ResultCheck check) {}

  /** Checks a result. */
  interface ResultCheck {
    /** The fault of a result; null when it is right. */
    @Nullable String fault(byte[] result);
  }

  /**
   * The trials of a certificate's key.
   *
   * @return empty for a key of a kind that is not served
   * @throws InvalidKeyException when the key is malformed
   */
  List<Trial> of(CheckedCertificate certificate) throws InvalidKeyException {
    SubjectPublicKey key = certificate.certificate().subjectPublicKey();
    List<Opcode> opcodes =
        switch (key.type()) {
          case RSA -> RSA;
          case P256, P384, P521 -> ECDSA;
          case ED25519 -> ED25519;
          case RSA_PSS, OTHER_CURVE, ED448, DSA, UNKNOWN -> List.of();
        };
    List<Trial> trials = new ArrayList<>();
    for (Opcode opcode : opcodes) {
      if ((opcode != Opcode.RSA_DECRYPT || certificate.decrypts()) && fits(opcode, key)) {
        trials.add(trial(opcode, key.publicKey()));
      }
    }
    return trials;
  }

  /**
   * One trial: of the signature that TLS 1.3 needs, or of another where the key is too small for
   * it; empty for a key of a kind that is not served.
   *
   * @throws InvalidKeyException when the key is malformed
   */
  List<Trial> signature(CheckedCertificate certificate) throws InvalidKeyException {
    List<Trial> all = of(new CheckedCertificate("", certificate.certificate(), false));
    Optional<Trial> pss =
        all.stream().filter(trial -> trial.opcode() == Opcode.RSA_PSS_SIGN_SHA256).findFirst();
    return pss.or(() -> all.stream().findFirst()).stream().toList();
  }

  /** A PSS encoding needs room for digest, salt and two bytes more (RFC 8017 §9.1.1). */
  private static boolean fits(Opcode opcode, SubjectPublicKey key) {
    return opcode.operation() != Opcode.Operation.RSA_PSS_SIGN
        || key.bits() - 1 >= 8 * (2 * opcode.digest().length() + 2) - 7;
  }

  private Trial trial(Opcode opcode, PublicKey key) {
    if (opcode == Opcode.RSA_DECRYPT) {
      return decryption(opcode, (RSAPublicKey) key);
    }
    byte[] message = message();
    byte[] payload = opcode == Opcode.ED25519_SIGN ? message : digest(opcode.digest(), message);
    return new Trial(
        opcode,
        payload,
        result ->
            verifies(opcode, key, message, result)
                ? null
                : "the signature does not verify with the certificate's key");
  }

  /** A block with the padding of RSA key exchange (RFC 8017 §7.2.1), which must come back whole. */
  private Trial decryption(Opcode opcode, RSAPublicKey key) {
    int length = (key.getModulus().bitLength() + 7) / 8;
    byte[] block = new byte[length];
    for (int i = 2; i < length; i++) {
      block[i] = (byte) (1 + random.nextInt(255));
    }
    block[1] = 2;
    block[length - PREMASTER_BYTES - 1] = 0;
    BigInteger encrypted =
        new BigInteger(1, block).modPow(key.getPublicExponent(), key.getModulus());
    return new Trial(
        opcode,
        bytes(encrypted, length),
        result ->
            Arrays.equals(result, block) ? null : "the decrypted block is not what was encrypted");
  }

  private static byte[] bytes(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] padded = new byte[length];
    int count = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - count, padded, length - count, count);
    return padded;
  }

  private byte[] message() {
    byte[] message = Arrays.copyOf(CONTEXT, CONTEXT.length + NONCE_BYTES);
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    System.arraycopy(nonce, 0, message, CONTEXT.length, NONCE_BYTES);
    return message;
  }

  private static byte[] digest(DigestAlgorithm algorithm, byte[] message) {
    try {
      return MessageDigest.getInstance(hash(algorithm)).digest(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  private static boolean verifies(Opcode opcode, PublicKey key, byte[] message, byte[] result) {
    try {
      Signature signature = verifier(opcode);
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(result);
    } catch (GeneralSecurityException _) {
      return false; // malformed
    }
  }

  private static Signature verifier(Opcode opcode) throws GeneralSecurityException {
    String hash = hash(opcode.digest());
    String plain = hash.replace("-", "");
    return switch (opcode.operation()) {
      case RSA_SIGN -> Signature.getInstance(plain + "withRSA");
      case ECDSA_SIGN -> Signature.getInstance(plain + "withECDSA");
      case ED25519_SIGN -> Signature.getInstance("Ed25519");
      case RSA_PSS_SIGN -> {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        MGF1ParameterSpec mask = new MGF1ParameterSpec(hash);
        pss.setParameter(new PSSParameterSpec(hash, "MGF1", mask, opcode.digest().length(), 1));
        yield pss;
      }
      case RSA_DECRYPT, PING -> throw new IllegalArgumentException(opcode + " signs nothing");
    };
  }

  private static String hash(DigestAlgorithm algorithm) {
    return switch (algorithm) {
      case SHA256 -> "SHA-256";
      case SHA384 -> "SHA-384";
      case SHA512 -> "SHA-512";
      case SHA1 -> "SHA-1";
      case SHA224 -> "SHA-224";
      case NONE, MD5SHA1 -> "none";
    };
  }
}
