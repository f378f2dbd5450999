package dev.edgekeep.cli.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A client that requests a page, with or without a demo certificate. */
public final class DemoClient {
  private static final char[] NO_PASSWORD = {};
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final SSLContext context;

  private DemoClient(SSLContext context) {
    this.context = context;
  }

  /** A client that presents {@code who}'s certificate: {@code client} or {@code stranger}. */
  static DemoClient as(DemoFiles files, String who) throws IOException, GeneralSecurityException {
    KeyStore keys = emptyStore();
    Certificate[] chain = {certificate(files.certificate(who))};
    keys.setKeyEntry("client", privateKey(files.key(who)), NO_PASSWORD, chain);
    return new DemoClient(context(files, keys));
  }

  /** A client that presents no certificate. */
  static DemoClient anonymous(DemoFiles files) throws IOException, GeneralSecurityException {
    return new DemoClient(context(files, emptyStore()));
  }

  SSLContext context() {
    return context;
  }

  /**
   * The status line of {@code GET /} over HTTP/1.1.
   *
   * @param protocol {@code TLSv1.2} or {@code TLSv1.3}
   * @throws IOException when the handshake or the request fails
   */
  String get(InetSocketAddress address, String host, String protocol) throws IOException {
    try (Socket tcp = new Socket()) {
      tcp.connect(address, (int) TIMEOUT.toMillis());
      tcp.setSoTimeout((int) TIMEOUT.toMillis());
      try (SSLSocket tls =
          (SSLSocket)
              context.getSocketFactory().createSocket(tcp, host, address.getPort(), false)) {
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {protocol});
        tls.setSSLParameters(parameters);
        String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
        tls.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return firstLine(tls.getInputStream());
      }
    }
  }

  private static String firstLine(InputStream in) throws IOException {
    String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    return answer.lines().findFirst().orElseThrow(() -> new IOException("an empty answer"));
  }

  private static SSLContext context(DemoFiles files, KeyStore keys)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = emptyStore();
    trusted.setCertificateEntry("ca", certificate(files.ca()));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    KeyManagerFactory identity = KeyManagerFactory.getInstance("PKIX");
    identity.init(keys, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Certificate certificate(Path pem) throws IOException, GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(pem)));
  }

  private static PrivateKey privateKey(Path pem) throws IOException, GeneralSecurityException {
    String base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
    byte[] der = Base64.getDecoder().decode(base64);
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
  }
}
