package dev.edgekeep.tls.boringssl;

import dev.edgekeep.tls.ClientProfile;
import dev.edgekeep.tls.Credential;
import dev.edgekeep.tls.ServerProfile;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSLContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/** Builds Netty's contexts, of servers and clients, with the settings that all have in common. */
final class NativeContexts {
  /** In order of preference; the first is hybrid post-quantum (draft-ietf-tls-ecdhe-mlkem). */
  private static final List<String> GROUPS =
      List.of("X25519MLKEM768", "x25519", "secp256r1", "secp384r1");

  /** A group of servers elsewhere; this program offers nobody a key exchange with it. */
  private static final String CLIENT_GROUP = "secp521r1";

  private static final List<String> TLS_1_3_SUITES =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  private static final VarHandle POINTER = pointerField();

  private NativeContexts() {}

  /**
   * A context without credentials, without verification of clients, and without session keys. No
   * key manager and no SNI matcher is called into Java for a handshake.
   */
  static ReferenceCountedOpenSslContext server(ServerProfile profile) throws Exception {
    SslContextBuilder builder =
        SslContextBuilder.forServer(new NoKeyManager())
            .sslProvider(SslProvider.OPENSSL_REFCNT)
            .trustManager(new NoTrustManager())
            .protocols(profile.versions())
            .ciphers(suites(profile.cipherSuites()), IdentityCipherSuiteFilter.INSTANCE)
            .applicationProtocolConfig(alpn(profile.applicationProtocols()))
            .clientAuth(profile.clientAuth())
            // Only what may wait needs tasks, which cost a little.
            .option(OpenSslContextOption.USE_TASKS, profile.hasRemoteKeys() || profile.mayWait())
            .option(OpenSslContextOption.GROUPS, GROUPS.toArray(String[]::new))
            .option(
                OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES,
                ServerProfile.MAX_CLIENT_CHAIN_BYTES);
    ReferenceCountedOpenSslContext context = (ReferenceCountedOpenSslContext) builder.build();
    long pointer = pointer(context);
    // Netty's callbacks give way to those of this package.
    SSLContext.setCertificateCallback(pointer, null);
    SSLContext.setSniHostnameMatcher(pointer, null);
    return context;
  }

  static SslContext client(ClientProfile profile) throws GeneralSecurityException, SSLException {
    List<String> groups = new ArrayList<>(GROUPS);
    groups.add(CLIENT_GROUP);
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.OPENSSL)
            .protocols("TLSv1.3", "TLSv1.2")
            .ciphers(profile.cipherSuites().isEmpty() ? null : suites(profile.cipherSuites()))
            .applicationProtocolConfig(alpn(profile.applicationProtocols()))
            .trustManager(profile.server())
            // ServerCheck verifies the name.
            .endpointIdentificationAlgorithm(null)
            .option(OpenSslContextOption.GROUPS, groups.toArray(String[]::new));
    Credential identity = profile.identity();
    if (identity != null) {
      switch (identity.key()) {
        case Credential.Key.Held held ->
            builder.keyManager(ClientIdentity.of(identity.chain(), held.key()));
        case Credential.Key.Remote _ -> builder.option(OpenSslContextOption.USE_TASKS, true);
      }
    }
    return builder.build();
  }

  /**
   * The native context behind Netty's: the argument of the functions of tcnative's {@code
   * SSLContext}. Netty hands out only the {@code SSL_CTX} inside it, which is another pointer.
   * Valid for as long as the context is not released.
   */
  static long pointer(ReferenceCountedOpenSslContext context) {
    return (long) POINTER.get(context);
  }

  private static List<String> suites(List<String> tls12) {
    List<String> suites = new ArrayList<>(TLS_1_3_SUITES);
    suites.addAll(tls12);
    return suites;
  }

  private static ApplicationProtocolConfig alpn(List<String> protocols) {
    return protocols.isEmpty()
        ? ApplicationProtocolConfig.DISABLED
        : new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            protocols);
  }

  private static VarHandle pointerField() {
    try {
      return MethodHandles.privateLookupIn(
              ReferenceCountedOpenSslContext.class, MethodHandles.lookup())
          .findVarHandle(ReferenceCountedOpenSslContext.class, "ctx", long.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of Netty keeps its TLS context elsewhere", e);
    }
  }
}
