package dev.edgekeep.x509.signature;

import dev.edgekeep.x509.cert.AlgorithmIdentifier;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The private key of a CA, in memory or on a token that never exports it. Any thread. Signing may
 * block as long as the token needs.
 */
public interface CertificateSigner {
  /** The content to sign, written on each request, always the same. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** The algorithm of the signatures, including parameters. */
  AlgorithmIdentifier algorithm();

  /** The public key. */
  SubjectPublicKey publicKey();

  /**
   * Signs content that may not fit into memory.
   *
   * @return the content octets of a signatureValue
   * @throws SigningException if the key cannot be used
   */
  byte[] sign(Content content) throws SigningException;

  /** Signs these octets. */
  default byte[] sign(byte[] message) throws SigningException {
    return sign(out -> out.write(message));
  }
}
