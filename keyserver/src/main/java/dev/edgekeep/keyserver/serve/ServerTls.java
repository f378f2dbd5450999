package dev.edgekeep.keyserver.serve;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.tls.boringssl.ClientCas;
import dev.edgekeep.tls.boringssl.NativeContext;
import dev.edgekeep.tls.boringssl.NativeCredential;
import dev.edgekeep.tls.boringssl.NoKeyManager;
import dev.edgekeep.tls.boringssl.NoTrustManager;
import dev.edgekeep.x509.cert.Certificate;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import io.netty.util.IllegalReferenceCountException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The TLS context of the key server: who it is, and that an edge must show a certificate. TLS 1.3
 * and 1.2. Nothing is resumed: an edge is verified each time it connects. Native memory stands
 * behind it until {@link #release}. Any thread.
 */
public final class ServerTls {
  /** In order of preference; the first is hybrid post-quantum (draft-ietf-tls-ecdhe-mlkem). */
  private static final String[] GROUPS = {"X25519MLKEM768", "x25519", "secp256r1", "secp384r1"};

  /** TLS 1.3 first; of TLS 1.2 only suites with forward secrecy and authenticated encryption. */
  private static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final int MAX_CHAIN_BYTES = 64 * 1024;

  private final Identity identity;
  private final EdgeTrust trust;
  private final ReferenceCountedOpenSslContext context;
  private final EdgeVerifier verifier;

  private ServerTls(
      Identity identity,
      EdgeTrust trust,
      ReferenceCountedOpenSslContext context,
      EdgeVerifier verifier) {
    this.identity = identity;
    this.trust = trust;
    this.context = context;
    this.verifier = verifier;
  }

  /**
   * Builds the context: about a millisecond of work, no I/O.
   *
   * @throws GeneralSecurityException when BoringSSL takes something not, saying what
   */
  public static ServerTls build(Identity identity, EdgeTrust trust, InstantSource clock)
      throws GeneralSecurityException {
    ReferenceCountedOpenSslContext context = null;
    try {
      context = (ReferenceCountedOpenSslContext) builder(trust).build();
      long pointer = NativeContext.of(context);
      // Netty's callbacks give way to ours.
      SSLContext.setCertificateCallback(pointer, null);
      SSLContext.setSniHostnameMatcher(pointer, null);
      ((OpenSslServerSessionContext) context.sessionContext()).setSessionCacheEnabled(false);
      NativeCredential.add(
          pointer,
          identity.chain().stream().map(Certificate::der).toList(),
          identity.key().pkcs8(),
          null);
      EdgeVerifier verifier = new EdgeVerifier(trust, clock);
      if (!trust.isAnyone()) {
        SSLContext.setCertVerifyCallback(pointer, verifier);
        ClientCas.tell(pointer, trust.certificates());
      }
      return new ServerTls(identity, trust, context, verifier);
    } catch (Exception e) {
      if (context != null) {
        context.release();
      }
      throw new GeneralSecurityException("identity: BoringSSL does not take it: " + e, e);
    }
  }

  /** Whether it was built of these. */
  public boolean isOf(Identity identity, EdgeTrust trust) {
    return this.identity.equals(identity) && this.trust == trust;
  }

  /**
   * The engine for one connection, with its handshake not begun; null when this context has been
   * released meanwhile, and another is in force. Event loop of the connection.
   *
   * @param limit for the handshake; the connection is closed after it
   */
  @Nullable SslHandler newHandler(ByteBufAllocator allocator, Handshake handshake, Duration limit) {
    try {
      context.retain();
    } catch (IllegalReferenceCountException _) {
      return null;
    }
    try {
      SslHandler handler = context.newHandler(allocator);
      long ssl = ((ReferenceCountedOpenSslEngine) handler.engine()).sslPointer();
      // On the context it has no effect: Netty's engine asks for tickets.
      SSL.setOptions(ssl, SSL.SSL_OP_NO_TICKET);
      verifier.expect(ssl, handshake);
      handler.handshakeFuture().addListener(done -> verifier.forget(ssl));
      handler.setHandshakeTimeoutMillis(limit.toMillis());
      return handler;
    } finally {
      context.release();
    }
  }

  /** Gives up this holder's share; connections hold theirs. */
  public void release() {
    context.release();
  }

  private static SslContextBuilder builder(EdgeTrust trust) {
    return SslContextBuilder.forServer(new NoKeyManager())
        .sslProvider(SslProvider.OPENSSL_REFCNT)
        .trustManager(new NoTrustManager())
        .protocols("TLSv1.3", "TLSv1.2")
        .ciphers(SUITES, IdentityCipherSuiteFilter.INSTANCE)
        .clientAuth(trust.isAnyone() ? ClientAuth.NONE : ClientAuth.REQUIRE)
        .option(OpenSslContextOption.USE_TASKS, false)
        .option(OpenSslContextOption.GROUPS, GROUPS)
        .option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, MAX_CHAIN_BYTES);
  }
}
