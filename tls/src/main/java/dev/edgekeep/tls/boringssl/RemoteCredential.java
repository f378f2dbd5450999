package dev.edgekeep.tls.boringssl;

import dev.edgekeep.tls.Credential;
import dev.edgekeep.tls.RemoteKey;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import io.netty.internal.tcnative.SSL;
import org.jspecify.annotations.Nullable;

/**
 * A certificate whose private key is elsewhere. Holds its chain in native memory until {@link
 * #release}. Any thread.
 */
final class RemoteCredential {
  private static final long NO_KEY = 0;

  private final KeyAlgorithm algorithm;
  private final RemoteKey key;
  private final byte @Nullable [] ocspResponse;
  private final long chain;

  private RemoteCredential(Credential credential, RemoteKey key, long chain) {
    this.algorithm = credential.leaf().subjectPublicKey().type();
    this.key = key;
    this.ocspResponse = credential.ocspResponse();
    this.chain = chain;
  }

  /**
   * @throws Exception when BoringSSL cannot read the chain
   */
  static RemoteCredential of(Credential credential, RemoteKey key) throws Exception {
    long chain =
        NativeMemory.withPem("CERTIFICATE", credential.encodedChain(), SSL::parseX509Chain);
    return new RemoteCredential(credential, key, chain);
  }

  /** Has a connection authenticate with this certificate, through the key method of its context. */
  void use(long ssl) throws Exception {
    SSL.setKeyMaterial(ssl, chain, NO_KEY);
    if (ocspResponse != null) {
      SSL.setOcspResponse(ssl, ocspResponse);
    }
  }

  KeyAlgorithm algorithm() {
    return algorithm;
  }

  RemoteKey key() {
    return key;
  }

  void release() {
    SSL.freeX509Chain(chain);
  }
}
