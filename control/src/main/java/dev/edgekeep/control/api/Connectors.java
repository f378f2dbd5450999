package dev.edgekeep.control.api;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.x509.cert.Certificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Makes the listening socket of the API: with TLS, without, or both on one port. */
final class Connectors {
  private Connectors() {}

  static ServerConnector make(
      ApiEndpoint endpoint, ApiConnections connections, Server server, HttpConfiguration http) {
    List<ConnectionFactory> factories = new ArrayList<>();
    Identity identity = endpoint.identity();
    HttpConfiguration configuration = new HttpConfiguration(http);
    if (identity != null) {
      configuration.addCustomizer(new SecureRequestCustomizer(false));
      SslConnectionFactory tls =
          new SslConnectionFactory(context(identity, endpoint.requestsCertificates()), "http/1.1");
      factories.add(endpoint.plaintext() ? new DetectorConnectionFactory(tls) : tls);
    }
    factories.add(new HttpConnectionFactory(configuration));
    ServerConnector connector =
        new CountedConnector(connections, server, factories.toArray(ConnectionFactory[]::new));
    connector.setHost(endpoint.address().getAddress().getHostAddress());
    connector.setPort(endpoint.address().getPort());
    return connector;
  }

  /**
   * Tells of every connection that is opened or closed, and gives connections virtual threads for
   * what they run by themselves, as the first request behind a detected protocol. The threads of
   * the pool select and accept.
   */
  private static final class CountedConnector extends ServerConnector {
    private final ApiConnections connections;

    CountedConnector(ApiConnections connections, Server server, ConnectionFactory... factories) {
      super(server, factories);
      this.connections = connections;
    }

    @Override
    public Executor getExecutor() {
      Executor pool = super.getExecutor();
      Executor virtual = isStarted() ? VirtualThreads.getVirtualThreadsExecutor(pool) : null;
      return virtual == null ? pool : virtual;
    }

    @Override
    protected void onEndPointOpened(EndPoint endPoint) {
      super.onEndPointOpened(endPoint);
      connections.opened(endPoint);
    }

    @Override
    protected void onEndPointClosed(EndPoint endPoint) {
      connections.closed(endPoint);
      super.onEndPointClosed(endPoint);
    }
  }

  private static SslContextFactory.Server context(Identity identity, boolean requests) {
    SslContextFactory.Server context = new SslContextFactory.Server();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("api", key(identity), new char[0], chain(identity.chain()));
      context.setKeyStore(store);
      context.setKeyStorePassword("");
      context.setKeyManagerPassword("");
      context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
      if (requests) {
        requestCertificates(context);
      }
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "the API's certificate or key cannot be used: " + e.getMessage(), e);
    }
  }

  /** Whoever has a certificate may send it; each use of it decides whether it counts. */
  private static void requestCertificates(SslContextFactory.Server context)
      throws GeneralSecurityException {
    context.setWantClientAuth(true);
    SSLContext made = SSLContext.getInstance("TLS");
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(context.getKeyStore(), new char[0]);
    made.init(keys.getKeyManagers(), new TrustManager[] {new AnyClient()}, null);
    context.setSslContext(made);
  }

  private static PrivateKey key(Identity identity) throws GeneralSecurityException {
    return KeyFactory.getInstance(
            identity.chain().getFirst().subjectPublicKey().publicKey().getAlgorithm())
        .generatePrivate(new PKCS8EncodedKeySpec(identity.key().pkcs8()));
  }

  private static java.security.cert.Certificate[] chain(List<Certificate> certificates)
      throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<java.security.cert.Certificate> chain = new ArrayList<>();
    for (Certificate certificate : certificates) {
      chain.add(factory.generateCertificate(new ByteArrayInputStream(certificate.der())));
    }
    return chain.toArray(java.security.cert.Certificate[]::new);
  }
}
