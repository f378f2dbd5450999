package dev.edgekeep.cli.node;

import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.Slice;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts the server with one certificate, whatever its name and its issuer. Immutable. */
final class PinnedTrust extends X509ExtendedTrustManager {
  private final Fingerprint certificate;

  private PinnedTrust(Fingerprint certificate) {
    this.certificate = certificate;
  }

  /** The context of a client of the server with this certificate. */
  static SSLContext context(Fingerprint certificate) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new PinnedTrust(certificate)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    Fingerprint shown = Fingerprint.sha256(Slice.of(chain[0].getEncoded()));
    if (!shown.equals(certificate)) {
      throw new CertificateException(
          "the server has another certificate (SHA-256 %s) than the join token names (%s): this is"
                  .formatted(shown.hex(), certificate.hex())
              + " not the control plane that made the token, or its certificate was replaced;"
              + " create another token");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
