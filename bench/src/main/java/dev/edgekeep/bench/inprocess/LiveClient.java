package dev.edgekeep.bench.inprocess;

import dev.edgekeep.bench.peers.CertificateMaker;
import dev.edgekeep.bench.peers.CertificateMaker.KeyType;
import dev.edgekeep.bench.peers.Credentials;
import dev.edgekeep.x509.cert.SerialNumber;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A client with a separate certificate, over the JDK's TLS. One thread. */
final class LiveClient {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final char[] NO_PASSWORD = {};

  private final X509Certificate certificate;
  private final SSLContext tls;

  LiveClient(CertificateMaker ca, X509Certificate server)
      throws GeneralSecurityException, IOException {
    KeyPair keys = KeyType.P256.generate();
    certificate = ca.issueClient(keys);
    tls = SSLContext.getInstance("TLSv1.3");
    KeyStore own = store();
    own.setKeyEntry("client", keys.getPrivate(), NO_PASSWORD, new Certificate[] {certificate});
    KeyManagerFactory identity = KeyManagerFactory.getInstance("SunX509");
    identity.init(own, NO_PASSWORD);
    KeyStore others = store();
    others.setCertificateEntry("server", server);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(others);
    tls.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
  }

  private static KeyStore store() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  SerialNumber serial() {
    return new SerialNumber(certificate.getSerialNumber());
  }

  SSLSocket connect(InetSocketAddress edge) throws IOException {
    SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(edge.getAddress(), edge.getPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(Credentials.P256_HOST)));
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** Returns whether a request over an open connection gets 200. */
  static boolean isServed(SSLSocket socket) throws IOException {
    try {
      socket
          .getOutputStream()
          .write(
              "GET /bytes/0 HTTP/1.1\r\nHost: %s\r\n\r\n"
                  .formatted(Credentials.P256_HOST)
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String status = reader.readLine();
      if (status == null || !status.startsWith("HTTP/1.1 200")) {
        return false;
      }
      for (String line = reader.readLine(); line != null && !line.isEmpty(); ) {
        line = reader.readLine();
      }
      return true;
    } catch (SSLException e) {
      return false; // the alert
    }
  }
}
