package dev.edgekeep.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;

/** Opens mutual TLS 1.3 connections to one server, all on one event loop. */
public final class Connector implements AutoCloseable {
  private static final char[] NO_PASSWORD = {};
  private static final int CONNECT_MILLIS = 5_000;
  private static final int HANDSHAKE_MILLIS = 20_000;
  private static final int SESSIONS = 4_096;

  private final LoadLoop loop;
  private final InetSocketAddress target;
  private final Profile profile;
  private final PinnedServer trust;
  private final SslContext tls;

  /**
   * @throws IOException if the identity cannot be used
   */
  public Connector(LoadLoop loop, InetSocketAddress target, Profile profile, Identity identity)
      throws IOException {
    this.loop = loop;
    this.target = target;
    this.profile = profile;
    this.trust = new PinnedServer(profile.server());
    this.tls = tls(identity);
  }

  private SslContext tls(Identity identity) throws IOException {
    SslContext context =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.OPENSSL)
            .protocols("TLSv1.3")
            .option(OpenSslContextOption.GROUPS, new String[] {"X25519"})
            .keyManager(new OpenSslCachingX509KeyManagerFactory(keyManagers(identity)))
            .trustManager(trust)
            .endpointIdentificationAlgorithm(null) // The certificate itself is pinned.
            .applicationProtocolConfig(alpn())
            .build();
    OpenSslSessionContext sessions = (OpenSslSessionContext) context.sessionContext();
    sessions.setSessionCacheEnabled(profile.resume());
    sessions.setSessionCacheSize(SESSIONS);
    return context;
  }

  private ApplicationProtocolConfig alpn() {
    return switch (profile) {
      case Profile.Http http ->
          new ApplicationProtocolConfig(
              ApplicationProtocolConfig.Protocol.ALPN,
              ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
              ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
              http.protocol().alpn());
      case Profile.KeyServer _ -> ApplicationProtocolConfig.DISABLED;
    };
  }

  private static KeyManagerFactory keyManagers(Identity identity) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "client", identity.key(), NO_PASSWORD, new Certificate[] {identity.certificate()});
      // "PKIX" gives the key a new alias each time and decrypts it again, which takes milliseconds
      // per handshake.
      KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
      factory.init(store, NO_PASSWORD);
      return factory;
    } catch (GeneralSecurityException e) {
      throw new IOException("the client's certificate cannot be used", e);
    }
  }

  /** Connects, does the handshake, and notifies {@code owner}. */
  void connect(Client.Owner owner) {
    Client client = client(owner);
    new Bootstrap()
        .group(loop.eventLoop())
        .channel(loop.socketChannel())
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(tlsHandler(channel), client);
              }
            })
        .connect(target)
        .addListener(connected -> {
          if (!connected.isSuccess()) {
            owner.failed(connected.cause());
          }
        });
  }

  private Client client(Client.Owner owner) {
    return switch (profile) {
      case Profile.Http http ->
          switch (http.protocol()) {
            case HTTP_1 -> new Http1Client(http.request(), owner);
            case HTTP_2 -> new Http2Client(http.request(), owner);
          };
      case Profile.KeyServer keys -> new KeylessClient(keys.request(), owner);
    };
  }

  private SslHandler tlsHandler(SocketChannel channel) {
    SslHandler handler = tls.newHandler(channel.alloc(), profile.serverName(), target.getPort());
    handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
    return handler;
  }

  EventLoop eventLoop() {
    return loop.eventLoop();
  }

  /** The number of handshakes that were not resumed, so far. */
  public long fullHandshakes() {
    return trust.fullHandshakes();
  }

  @Override
  public void close() {
    ReferenceCountUtil.release(tls);
  }
}
