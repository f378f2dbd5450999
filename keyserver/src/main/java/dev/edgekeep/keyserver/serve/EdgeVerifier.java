package dev.edgekeep.keyserver.serve;

import dev.edgekeep.tls.boringssl.VerifyCode;
import dev.edgekeep.x509.path.PathResult;
import io.netty.internal.tcnative.CertificateVerifier;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Called by BoringSSL with an edge's chain, on the event loop of the connection. Anything but a
 * verified chain ends the handshake with the alert that fits; so does an error of our own.
 */
final class EdgeVerifier extends CertificateVerifier {
  private final EdgeTrust trust;
  private final InstantSource clock;
  private final ConcurrentMap<Long, Handshake> underWay = new ConcurrentHashMap<>();

  EdgeVerifier(EdgeTrust trust, InstantSource clock) {
    this.trust = trust;
    this.clock = clock;
  }

  /** The handshake of a BoringSSL connection, until {@link #forget}. */
  void expect(long ssl, Handshake handshake) {
    underWay.put(ssl, handshake);
  }

  void forget(long ssl) {
    underWay.remove(ssl);
  }

  @Override
  public int verify(long ssl, byte[][] encoded, String authType) {
    Handshake handshake = underWay.get(ssl);
    if (handshake == null) {
      return X509_V_ERR_UNSPECIFIED;
    }
    try {
      List<byte[]> chain = List.of(encoded);
      PathResult result = trust.check(chain, clock.instant());
      handshake.checked(chain, result);
      return result instanceof PathResult.Verified ? X509_V_OK : VerifyCode.of(result.verdict());
    } catch (RuntimeException e) { // must not cross into native code; fails closed
      handshake.failed(e);
      return X509_V_ERR_UNSPECIFIED;
    }
  }
}
