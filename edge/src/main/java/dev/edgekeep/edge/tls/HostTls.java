package dev.edgekeep.edge.tls;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.edge.clientauth.ClientTrust;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.keyserver.KeyOperations;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.TlsPolicy;
import dev.edgekeep.tls.boringssl.ClientCas;
import dev.edgekeep.tls.boringssl.NativeContext;
import dev.edgekeep.tls.boringssl.NativeCredential;
import dev.edgekeep.tls.boringssl.NoKeyManager;
import dev.edgekeep.tls.boringssl.NoTrustManager;
import dev.edgekeep.x509.cert.Certificate;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The TLS context of one host: its certificates, versions, ciphers and whom it asks for
 * certificates. Native memory stands behind it until {@link #release}. Any thread.
 */
final class HostTls {
  /** In order of preference; the first is hybrid post-quantum (draft-ietf-tls-ecdhe-mlkem). */
  private static final String[] GROUPS = {"X25519MLKEM768", "x25519", "secp256r1", "secp384r1"};

  private static final List<String> TLS_1_3_SUITES =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  /** A client's Certificate message, chain and all. */
  static final int MAX_CLIENT_CHAIN_BYTES = 64 * 1024;

  /** RFC 8446 §4.6.1 allows a week; the ticket keys end sooner. */
  private static final int SESSION_SECONDS = 2 * 60 * 60;

  private final ReferenceCountedOpenSslContext context;
  private final Handshakes handshakes;
  private final List<KeylessCertificate> keyless;
  private final TlsPolicy policy;
  private final TicketCheck tickets;

  private HostTls(
      ReferenceCountedOpenSslContext context,
      Handshakes handshakes,
      List<KeylessCertificate> keyless,
      TlsPolicy policy,
      TicketCheck tickets) {
    this.context = context;
    this.handshakes = handshakes;
    this.keyless = List.copyOf(keyless);
    this.policy = policy;
    this.tickets = tickets;
  }

  /**
   * Builds the context: about a millisecond of work, no I/O.
   *
   * @throws TlsContextException when BoringSSL takes something not that the snapshot's validation
   *     took
   */
  static HostTls build(
      ServedHost host,
      TicketKeys ticketKeys,
      Function<KeyServer, KeyOperations> keyServers,
      InstantSource clock) {
    Host config = host.config();
    Handshakes handshakes = new Handshakes();
    List<KeylessCertificate> keyless = new ArrayList<>();
    ReferenceCountedOpenSslContext context = null;
    try {
      context = (ReferenceCountedOpenSslContext) builder(config).build();
      long pointer = NativeContext.of(context);
      // Netty's callbacks give way to ours: no key manager and no SNI matcher is called into Java
      // for a handshake.
      SSLContext.setCertificateCallback(pointer, null);
      SSLContext.setSniHostnameMatcher(pointer, null);
      for (ServerCertificate certificate : config.certificates()) {
        switch (certificate.key()) {
          case ServerKey.Held held -> addCredential(pointer, certificate, held.key());
          case ServerKey.OnKeyServer remote ->
              keyless.add(KeylessCertificate.of(certificate, keyServers.apply(remote.keyServer())));
        }
      }
      if (!keyless.isEmpty()) {
        SSLContext.setPrivateKeyMethod(pointer, new KeyServerMethod(handshakes));
      }
      authenticateClients(pointer, host, handshakes, clock);
      resumption(context, host, ticketKeys.current());
      return new HostTls(
          context, handshakes, keyless, config.tls(), new TicketCheck(ticketKeys, clock));
    } catch (Exception e) {
      keyless.forEach(KeylessCertificate::release);
      if (context != null) {
        context.release();
      }
      throw new TlsContextException(config.name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * The engine for one connection, with its handshake not begun. Event loop of the connection.
   *
   * @throws TlsContextException when BoringSSL does not take the certificate
   */
  SslHandler newHandler(ByteBufAllocator allocator, Handshake handshake) {
    SslHandler handler = context.newHandler(allocator);
    long ssl = ((ReferenceCountedOpenSslEngine) handler.engine()).sslPointer();
    try {
      useKeyless(ssl, handshake);
    } catch (TlsContextException e) {
      ReferenceCountUtil.release(handler.engine());
      throw e;
    }
    if (!tickets.mayResume(handshake)) {
      SSL.setOptions(ssl, SSL.SSL_OP_NO_TICKET);
    }
    handshakes.begin(ssl, handshake);
    handler.handshakeFuture().addListener(done -> handshakes.end(ssl));
    handler.setHandshakeTimeoutMillis(
        0); // one limit spans ClientHello and handshake, see HandshakeHandler
    return handler;
  }

  /**
   * A connection has one certificate without its key beside those with; BoringSSL prefers the
   * latter. Of several, the first that the client can take.
   */
  private void useKeyless(long ssl, Handshake handshake) {
    if (keyless.isEmpty()) {
      return;
    }
    KeylessCertificate chosen =
        keyless.stream()
            .filter(certificate -> handshake.keys().takes(certificate.kind(), policy))
            .findFirst()
            .orElse(keyless.getFirst());
    try {
      chosen.use(ssl);
    } catch (Exception e) { // tcnative declares no narrower type
      throw new TlsContextException(handshake.host().config().name() + ": " + e.getMessage(), e);
    }
    handshake.use(chosen);
  }

  void setTicketKeys(OpenSslSessionTicketKey[] keys) {
    ((OpenSslServerSessionContext) context.sessionContext()).setTicketKeys(keys);
  }

  /** Gives up this holder's share; connections hold theirs. */
  void release() {
    context.release();
    keyless.forEach(KeylessCertificate::release);
  }

  private static SslContextBuilder builder(Host config) {
    List<String> suites = new ArrayList<>(TLS_1_3_SUITES);
    suites.addAll(config.tls().cipherSuites());
    return SslContextBuilder.forServer(new NoKeyManager())
        .sslProvider(SslProvider.OPENSSL_REFCNT)
        .trustManager(new NoTrustManager())
        .protocols(protocols(config.tls()))
        .ciphers(suites, IdentityCipherSuiteFilter.INSTANCE)
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2,
                ApplicationProtocolNames.HTTP_1_1))
        .clientAuth(
            switch (config.clientAuth().mode()) {
              case OFF -> ClientAuth.NONE;
              case REQUEST -> ClientAuth.OPTIONAL;
              case REQUIRE -> ClientAuth.REQUIRE;
            })
        // Only what may wait needs tasks, which cost a little.
        .option(OpenSslContextOption.USE_TASKS, hasKeyless(config))
        .option(OpenSslContextOption.GROUPS, GROUPS)
        .option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, MAX_CLIENT_CHAIN_BYTES);
  }

  private static boolean hasKeyless(Host config) {
    return config.certificates().stream()
        .anyMatch(certificate -> certificate.key() instanceof ServerKey.OnKeyServer);
  }

  private static List<String> protocols(TlsPolicy tls) {
    List<String> protocols = new ArrayList<>(2);
    for (TlsPolicy.Version version : TlsPolicy.Version.values()) {
      if (version.compareTo(tls.minVersion()) >= 0 && version.compareTo(tls.maxVersion()) <= 0) {
        protocols.add("TLSv" + version.label());
      }
    }
    return protocols;
  }

  private static void addCredential(long context, ServerCertificate certificate, PrivateKeyDer key)
      throws Exception {
    NativeCredential.add(
        context,
        certificate.chain().stream().map(Certificate::der).toList(),
        key.pkcs8(),
        certificate.ocspResponse() == null ? null : certificate.ocspResponse().der());
  }

  private static void authenticateClients(
      long context, ServedHost host, Handshakes handshakes, InstantSource clock) throws Exception {
    ClientTrust trust = host.trust();
    boolean required =
        host.config().clientAuth().mode() == dev.edgekeep.snapshot.ClientAuth.Mode.REQUIRE;
    SSLContext.setCertVerifyCallback(
        context, new ChainVerifier(trust, required, clock, handshakes));
    ClientCas.tell(context, trust.certificates());
  }

  /**
   * Sessions are resumed by ticket only, and only on the host and under the trust that they were
   * made on (invariant 2, the class of CVE-2025-23419): the session id context is part of what
   * BoringSSL checks before it resumes.
   */
  private static void resumption(
      ReferenceCountedOpenSslContext context, ServedHost host, OpenSslSessionTicketKey[] keys) {
    OpenSslServerSessionContext sessions = (OpenSslServerSessionContext) context.sessionContext();
    sessions.setSessionCacheEnabled(false);
    sessions.setSessionTimeout(SESSION_SECONDS);
    sessions.setSessionIdContext(sessionIdContext(host));
    sessions.setTicketKeys(keys);
  }

  private static byte[] sessionIdContext(ServedHost host) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(host.config().name().name().getBytes(StandardCharsets.UTF_8));
      sha256.update(host.config().clientAuth().mode().name().getBytes(StandardCharsets.UTF_8));
      sha256.update(host.trust().id().toString().getBytes(StandardCharsets.US_ASCII));
      return sha256.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
