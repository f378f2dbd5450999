package dev.edgekeep.x509.signature;

import dev.edgekeep.x509.cert.AlgorithmIdentifier;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The private key of a CA, wherever it is: in memory, or in a token that never gives it away. Any
 * thread. Signing may block for as long as the token takes.
 */
public interface CertificateSigner {
  /** What is to be signed, written as often as it is asked for, the same each time. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** The algorithm of the signatures, parameters included. */
  AlgorithmIdentifier algorithm();

  /** The public half. */
  SubjectPublicKey publicKey();

  /**
   * Signs content that need not fit into memory.
   *
   * @return the content octets of a signatureValue
   * @throws SigningException when the key cannot be used
   */
  byte[] sign(Content content) throws SigningException;

  /** Signs these octets. */
  default byte[] sign(byte[] message) throws SigningException {
    return sign(out -> out.write(message));
  }
}
