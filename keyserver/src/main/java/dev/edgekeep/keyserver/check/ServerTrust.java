package dev.edgekeep.keyserver.check;

import dev.edgekeep.tls.ServerCheck;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.path.PathResult;
import dev.edgekeep.x509.path.PathValidator;
import dev.edgekeep.x509.path.PeerName;
import dev.edgekeep.x509.path.TrustStore;
import dev.edgekeep.x509.path.TrustedCa;
import dev.edgekeep.x509.path.ValidationPolicy;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Verifies one key server's chain and name by our path validation, and keeps the reason of a
 * refusal. For one handshake.
 */
final class ServerTrust extends ServerCheck {
  private final TrustStore store;
  private final boolean platform;
  private final PeerName name;
  private final InstantSource clock;

  private volatile @Nullable String refusal;

  /**
   * Blocks where the platform's CAs are read.
   *
   * @param trusted empty for the platform's CAs
   * @throws GeneralSecurityException when the platform has none that can be read
   */
  ServerTrust(List<Certificate> trusted, String name, InstantSource clock)
      throws GeneralSecurityException {
    this.platform = trusted.isEmpty();
    List<Certificate> cas = platform ? platformCas() : trusted;
    this.store = TrustStore.of(List.of(TrustedCa.of("key server", cas)));
    this.name = PeerName.ofHost(name);
    this.clock = clock;
  }

  private static List<Certificate> platformCas() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    List<Certificate> cas = new ArrayList<>();
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager trust) {
        for (X509Certificate ca : trust.getAcceptedIssuers()) {
          addReadable(ca, cas);
        }
      }
    }
    return cas;
  }

  /** A CA that our parser refuses is not trusted, and does not affect the others. */
  private static void addReadable(X509Certificate ca, List<Certificate> cas)
      throws GeneralSecurityException {
    try {
      cas.add(Certificate.parse(ca.getEncoded()));
    } catch (CertificateFormatException _) {
      return;
    }
  }

  /** The reason of the refusal; null when the chain was accepted. */
  @Nullable String refusal() {
    return refusal;
  }

  @Override
  protected void check(X509Certificate[] chain) throws CertificateException {
    List<byte[]> encoded = new ArrayList<>(chain.length);
    for (X509Certificate certificate : chain) {
      encoded.add(certificate.getEncoded());
    }
    ValidationPolicy policy = ValidationPolicy.forServer(clock.instant(), name);
    if (PathValidator.validateEncoded(encoded, store, policy)
        instanceof PathResult.Refused refused) {
      String why = refused.verdict().label() + ": " + refused.sentence();
      refusal =
          platform
              ? why + " Only the platform's CAs are trusted: give the key server's with --trust"
              : why;
      throw new CertificateException(why);
    }
  }
}
