package dev.edgekeep.edge.dial;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.snapshot.KeyPin;
import dev.edgekeep.tls.ClientContext;
import dev.edgekeep.tls.ClientProfile;
import dev.edgekeep.tls.Credential;
import dev.edgekeep.tls.ServerCheck;
import dev.edgekeep.tls.boringssl.BoringSsl;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS towards one server: the identity that it must prove, and the edge's own. Any thread. */
public final class ServerTls {
  private static final System.Logger LOGGER = System.getLogger(ServerTls.class.getName());

  /** TLS 1.2 suites that every version of the key server speaks: forward secrecy, AEAD ciphers. */
  private static final List<String> STRONG_SUITES =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

  private final String serverName;
  private final List<Certificate> trust;
  private final @Nullable ClientCredential identity;
  private final List<String> suites;
  private final Alpn alpn;
  private final @Nullable PinnedKeys pins;
  private volatile @Nullable ClientContext context;

  private ServerTls(
      String serverName,
      List<Certificate> trust,
      @Nullable ClientCredential identity,
      List<String> suites,
      Alpn alpn,
      @Nullable PinnedKeys pins) {
    this.pins = pins;
    this.serverName = serverName;
    this.trust = trust;
    this.identity = identity;
    this.suites = suites;
    this.alpn = alpn;
  }

  /**
   * TLS towards servers of any kind.
   *
   * @param serverName SNI, and the name or IP address that the certificate must be for
   * @param trust what the certificate is verified against; empty: the platform's roots
   * @param identity what the edge presents, or null
   * @param alpn the protocols that are offered
   */
  public static ServerTls of(
      String serverName, List<Certificate> trust, @Nullable Identity identity, Alpn alpn) {
    return new ServerTls(serverName, trust, held(identity), List.of(), alpn, null);
  }

  /**
   * TLS towards a server of an origin. The reason of a failed verification begins with {@code
   * origin-certificate-} and the verdict.
   *
   * @param pins the server's certificate must have one of these keys; empty: any. With pins and
   *     without trust, nothing else is verified
   */
  public static ServerTls ofOrigin(
      String serverName,
      List<Certificate> trust,
      @Nullable ClientCredential identity,
      Alpn alpn,
      List<KeyPin> pins) {
    return new ServerTls(serverName, trust, identity, List.of(), alpn, new PinnedKeys(pins));
  }

  /**
   * The same with nothing but TLS 1.3, and TLS 1.2 with ephemeral keys and AES-GCM, in this order.
   */
  public static ServerTls strict(
      String serverName, List<Certificate> trust, @Nullable Identity identity) {
    return new ServerTls(serverName, trust, held(identity), STRONG_SUITES, Alpn.NONE, null);
  }

  /** The certificate that the edge presents. */
  @FunctionalInterface
  public interface ClientCredential {
    /**
     * @throws GeneralSecurityException when its key cannot be used
     */
    Credential get() throws GeneralSecurityException;
  }

  private static @Nullable ClientCredential held(@Nullable Identity identity) {
    return identity == null
        ? null
        : () -> new Credential(identity.chain(), new Credential.Key.Held(identity.key()));
  }

  /** Reads trust and key, the first time. Blocks: the platform's roots are a file. */
  synchronized void prepare() throws GeneralSecurityException, IOException {
    if (context == null) {
      context = build();
    }
  }

  boolean isPrepared() {
    return context != null;
  }

  private ClientContext build() throws GeneralSecurityException, IOException {
    Credential credential = identity == null ? null : identity.get();
    return BoringSsl.clientContext(new ClientProfile(check(), credential, suites, alpn.offered()));
  }

  private ServerCheck check() throws GeneralSecurityException {
    PinnedKeys keys = pins;
    if (keys != null && trust.isEmpty() && !keys.isEmpty()) {
      return new OriginCheck(keys, null);
    }
    List<Certificate> trusted = trust.isEmpty() ? platformRoots() : trust;
    ServerTrust server = new ServerTrust(trusted, serverName, InstantSource.system());
    return keys == null ? server : new OriginCheck(keys, server);
  }

  /**
   * A handler for one connection; it verifies the certificate for the server's name.
   *
   * @throws IllegalStateException when it has not been prepared
   */
  SslHandler newHandler(Channel channel, int port, int timeoutMillis) {
    ClientContext prepared = context;
    if (prepared == null) {
      throw new IllegalStateException("TLS towards %s is not prepared".formatted(serverName));
    }
    SslHandler handler = prepared.newHandler(channel, serverName, port);
    handler.setHandshakeTimeoutMillis(timeoutMillis);
    return handler;
  }

  /** The reason not to use a connection after its handshake; null when there is none. */
  @Nullable String objectionTo(SslHandler handler) {
    return alpn.objectionTo(handler.applicationProtocol());
  }

  private static List<Certificate> platformRoots() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    List<Certificate> roots = new ArrayList<>();
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager trust) {
        for (X509Certificate root : trust.getAcceptedIssuers()) {
          addReadable(root, roots);
        }
      }
    }
    return roots;
  }

  /** Adds a root, unless our parser rejects it: then it is not trusted, and the others are. */
  private static void addReadable(X509Certificate root, List<Certificate> roots)
      throws GeneralSecurityException {
    try {
      roots.add(Certificate.parse(root.getEncoded()));
    } catch (CertificateFormatException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "A platform root is left out", e);
    }
  }
}
