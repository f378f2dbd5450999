package dev.edgekeep.fleet.nats;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.x509.path.PathResult;
import dev.edgekeep.x509.path.PathValidator;
import dev.edgekeep.x509.path.PeerName;
import dev.edgekeep.x509.path.TrustStore;
import dev.edgekeep.x509.path.TrustedCa;
import dev.edgekeep.x509.path.ValidationPolicy;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS context of a connection. Identity and trust are replaced while it is in use: the next
 * handshake has the new ones. Any thread.
 */
final class FeedTlsContext {
  private final InstantSource clock;
  private final SSLContext context;
  private volatile State state;
  private volatile @Nullable String refusal;

  private record State(@Nullable Presented presented, TrustStore trust) {}

  /**
   * @throws GeneralSecurityException when the platform cannot use the key
   */
  FeedTlsContext(FeedTls tls, InstantSource clock) throws GeneralSecurityException {
    this.clock = clock;
    this.state = state(tls);
    this.context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {new Keys()}, new TrustManager[] {new Trust()}, null);
  }

  SSLContext context() {
    return context;
  }

  /** The reason why the last server was refused; null: it was not. */
  @Nullable String refusal() {
    return refusal;
  }

  /**
   * @throws GeneralSecurityException when the platform cannot use the key; nothing is replaced
   */
  void replace(FeedTls tls) throws GeneralSecurityException {
    state = state(tls);
  }

  private static State state(FeedTls tls) throws GeneralSecurityException {
    return new State(
        tls.identity() == null ? null : Presented.of(tls.identity()),
        TrustStore.of(List.of(TrustedCa.of("message server", tls.trust()))));
  }

  /** A chain and its key as the platform has them. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Presented(X509Certificate[] chain, PrivateKey key) {
    static Presented of(Identity identity) throws GeneralSecurityException {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      X509Certificate[] chain = new X509Certificate[identity.chain().size()];
      for (int i = 0; i < chain.length; i++) {
        byte[] der = identity.chain().get(i).der();
        chain[i] = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
      }
      String algorithm = chain[0].getPublicKey().getAlgorithm();
      return new Presented(
          chain,
          KeyFactory.getInstance(algorithm)
              .generatePrivate(new PKCS8EncodedKeySpec(identity.key().pkcs8())));
    }
  }

  /**
   * Presents the one identity, also to a server that names other CAs: its refusal tells the reason.
   */
  private final class Keys extends X509ExtendedKeyManager {
    private static final String ALIAS = "feed";

    @Override
    public @Nullable String chooseClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
      Presented presented = state.presented();
      String type = presented == null ? "" : presented.chain()[0].getPublicKey().getAlgorithm();
      return List.of(types).contains(type) ? ALIAS : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      Presented presented = state.presented();
      return presented == null ? null : presented.chain().clone();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      Presented presented = state.presented();
      return presented == null ? null : presented.key();
    }

    @Override
    public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
      return null;
    }
  }

  /** Verifies chain and name of a server; the client library verifies no name. */
  private final class Trust extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      SSLSession session = ((SSLSocket) socket).getHandshakeSession();
      check(chain, session.getPeerHost());
    }

    private void check(X509Certificate[] chain, String host) throws CertificateException {
      List<byte[]> encoded = new ArrayList<>(chain.length);
      for (X509Certificate certificate : chain) {
        encoded.add(certificate.getEncoded());
      }
      ValidationPolicy policy = ValidationPolicy.forServer(clock.instant(), PeerName.ofHost(host));
      refusal = null;
      if (PathValidator.validateEncoded(encoded, state.trust(), policy)
          instanceof PathResult.Refused refused) {
        String reason =
            "the certificate of the message server %s is refused: %s"
                .formatted(host, refused.sentence());
        refusal = reason;
        throw new CertificateException(reason);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("the server's name is not known");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("the server's name is not known");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("not a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
