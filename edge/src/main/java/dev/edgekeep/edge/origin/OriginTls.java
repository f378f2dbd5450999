package dev.edgekeep.edge.origin;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS towards one https server of an origin. Immutable; any thread. */
final class OriginTls {
  private static final System.Logger LOGGER = System.getLogger(OriginTls.class.getName());

  private final SslContext context;
  private final String serverName;

  private OriginTls(SslContext context, String serverName) {
    this.context = context;
    this.serverName = serverName;
  }

  /** Builds it. Blocks: the platform's roots are a file. */
  static OriginTls build(Origin.Server server, Origin.@Nullable Tls policy)
      throws GeneralSecurityException, IOException {
    String configured = policy == null ? null : policy.serverName();
    String name = configured == null ? server.host() : configured;
    List<Certificate> trusted = policy == null ? List.of() : policy.trust();
    if (trusted.isEmpty()) {
      trusted = platformRoots();
    }
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .trustManager(new OriginTrust(trusted, name, InstantSource.system()))
            // The name is verified with the path.
            .endpointIdentificationAlgorithm(null);
    Identity identity = policy == null ? null : policy.identity();
    if (identity != null) {
      builder.keyManager(privateKey(identity.key()), chain(identity.chain()));
    }
    return new OriginTls(builder.build(), name);
  }

  private static List<Certificate> platformRoots() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    List<Certificate> roots = new ArrayList<>();
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager trust) {
        for (X509Certificate root : trust.getAcceptedIssuers()) {
          readable(root, roots);
        }
      }
    }
    return roots;
  }

  /** A root that our parser refuses is not trusted; the others are none the worse for it. */
  private static void readable(X509Certificate root, List<Certificate> roots)
      throws GeneralSecurityException {
    try {
      roots.add(Certificate.parse(root.getEncoded()));
    } catch (CertificateFormatException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "A platform root is left out", e);
    }
  }

  /** A handler for one connection; it verifies the certificate for the server's name. */
  SslHandler newHandler(ByteBufAllocator allocator, int port, int timeoutMillis) {
    SslHandler handler = context.newHandler(allocator, serverName, port);
    handler.setHandshakeTimeoutMillis(timeoutMillis);
    return handler;
  }

  private static X509Certificate[] chain(List<Certificate> certificates)
      throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    X509Certificate[] chain = new X509Certificate[certificates.size()];
    for (int i = 0; i < chain.length; i++) {
      chain[i] =
          (X509Certificate)
              factory.generateCertificate(new ByteArrayInputStream(certificates.get(i).der()));
    }
    return chain;
  }

  private static PrivateKey privateKey(PrivateKeyDer key) throws GeneralSecurityException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(key.pkcs8());
    InvalidKeySpecException unreadable =
        new InvalidKeySpecException("a private key that is neither EC, RSA nor Ed25519");
    for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        unreadable.addSuppressed(e);
      }
    }
    throw unreadable;
  }
}
