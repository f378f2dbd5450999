package dev.edgekeep.edge.dial;

import dev.edgekeep.tls.ServerCheck;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.path.PathResult;
import dev.edgekeep.x509.path.PathValidator;
import dev.edgekeep.x509.path.PeerName;
import dev.edgekeep.x509.path.TrustStore;
import dev.edgekeep.x509.path.TrustedCa;
import dev.edgekeep.x509.path.ValidationPolicy;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Verifies a server's chain by our own path validation, for the name the server must have (RFC
 * 9525). Immutable; any thread.
 */
final class ServerTrust extends ServerCheck {
  private final TrustStore store;
  private final PeerName name;
  private final InstantSource clock;

  ServerTrust(List<Certificate> trusted, String name, InstantSource clock) {
    this.store = TrustStore.of(List.of(TrustedCa.of("server", trusted)));
    this.name = PeerName.ofHost(name);
    this.clock = clock;
  }

  @Override
  protected void check(X509Certificate[] chain) throws CertificateException {
    List<byte[]> encoded = new ArrayList<>(chain.length);
    for (X509Certificate certificate : chain) {
      encoded.add(certificate.getEncoded());
    }
    ValidationPolicy policy = ValidationPolicy.forServer(clock.instant(), name);
    PathResult result = PathValidator.validateEncoded(encoded, store, policy);
    if (result instanceof PathResult.Refused refused) {
      throw new CertificateException(refused.verdict().label() + ": " + refused.sentence());
    }
  }
}
