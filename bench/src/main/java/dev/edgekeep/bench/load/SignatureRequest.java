package dev.edgekeep.bench.load;

import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.SubjectKeyId;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A signature for a TLS 1.3 handshake (RFC 8446 §4.4.3), requested from a key server with all the
 * fields that an edge sends: RSASSA-PSS or ECDSA with SHA-256, or Ed25519. Any thread.
 */
public final class SignatureRequest {
  /** 64 spaces, the context and a zero, a digest of 32 bytes. */
  private static final int SIGNED_BYTES = 130;

  private final PublicKey key;
  private final String serverName;
  private final byte[] signed = new byte[SIGNED_BYTES];

  /**
   * @param key the key that signs: an RSA, P-256 or Ed25519 key
   * @param serverName the server name that the edge's client requested
   */
  public SignatureRequest(PublicKey key, String serverName) {
    this.key = key;
    this.serverName = serverName;
    Arrays.fill(signed, (byte) ' ');
  }

  /** The request with an id. */
  Message message(int id) {
    try {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      return new Message(
          id, opcode().code(), payload(), ski(), null, serverName, loopback, loopback);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-1 and SHA-256", e);
    }
  }

  private Opcode opcode() {
    return switch (key.getAlgorithm()) {
      case "RSA" -> Opcode.RSA_PSS_SIGN_SHA256;
      case "EC" -> Opcode.ECDSA_SIGN_SHA256;
      case "EdDSA" -> Opcode.ED25519_SIGN;
      default -> throw noSuchKey();
    };
  }

  private byte[] payload() throws GeneralSecurityException {
    return opcode() == Opcode.ED25519_SIGN
        ? signed
        : MessageDigest.getInstance("SHA-256").digest(signed);
  }

  private SubjectKeyId ski() throws GeneralSecurityException {
    byte[] bits = SubjectPublicKeyInfo.getInstance(key.getEncoded()).getPublicKeyData().getBytes();
    return SubjectKeyId.of(MessageDigest.getInstance("SHA-1").digest(bits));
  }

  /**
   * Verifies a key server's response.
   *
   * @throws IOException if it is not a signature by the key
   */
  void verify(byte[] signature) throws IOException {
    try {
      Signature verifier = verifier();
      verifier.initVerify(key);
      verifier.update(signed);
      if (!verifier.verify(signature)) {
        throw new IOException("a signature of the key server is wrong");
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("what the key server answered is no signature", e);
    }
  }

  private Signature verifier() throws GeneralSecurityException {
    return switch (key.getAlgorithm()) {
      case "RSA" -> {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        yield pss;
      }
      case "EC" -> Signature.getInstance("SHA256withECDSA");
      case "EdDSA" -> Signature.getInstance("Ed25519");
      default -> throw noSuchKey();
    };
  }

  private IllegalArgumentException noSuchKey() {
    return new IllegalArgumentException("no signature is asked of a key for " + key.getAlgorithm());
  }
}
