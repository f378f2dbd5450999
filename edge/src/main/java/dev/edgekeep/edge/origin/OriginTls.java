package dev.edgekeep.edge.origin;

import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.PrivateKeyDer;
import dev.edgekeep.x509.cert.Certificate;
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
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** TLS towards the https servers of one origin. Immutable; any thread. */
final class OriginTls {
  private final SslContext context;
  private final @Nullable String serverName;

  private OriginTls(SslContext context, @Nullable String serverName) {
    this.context = context;
    this.serverName = serverName;
  }

  /** Builds it. Blocks: the platform's roots are a file. */
  static OriginTls build(Origin.@Nullable Tls policy) throws GeneralSecurityException, IOException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .endpointIdentificationAlgorithm("HTTPS");
    if (policy == null) {
      return new OriginTls(builder.build(), null);
    }
    if (!policy.trust().isEmpty()) {
      builder.trustManager(chain(policy.trust()));
    }
    Origin.Identity identity = policy.identity();
    if (identity != null) {
      builder.keyManager(privateKey(identity.key()), chain(identity.chain()));
    }
    return new OriginTls(builder.build(), policy.serverName());
  }

  /** A handler for one connection; it verifies the certificate for the server's name. */
  SslHandler newHandler(ByteBufAllocator allocator, Origin.Server server, int timeoutMillis) {
    String name = serverName == null ? server.host() : serverName;
    SslHandler handler = context.newHandler(allocator, name, server.port());
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
