package dev.edgekeep.keyserver.serve;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.tls.Credential;
import dev.edgekeep.tls.ServerContext;
import dev.edgekeep.tls.ServerProfile;
import dev.edgekeep.tls.ServerProtocol;
import dev.edgekeep.tls.TlsContextException;
import dev.edgekeep.tls.boringssl.BoringSsl;
import io.netty.handler.ssl.ClientAuth;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * The TLS context of a key server. Nothing is resumed: a session that is resumed would be one whose
 * edge is not verified. Native memory stands behind it until {@link #release}. Any thread.
 */
public final class ServerTls {
  /** The protocol of all key servers in this process. */
  static final ServerProtocol PROTOCOL = new BoringSsl();

  /** Of TLS 1.2, only suites with forward secrecy and authenticated encryption. */
  private static final List<String> SUITES =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final Identity identity;
  private final EdgeTrust trust;
  private final ServerContext context;

  private ServerTls(Identity identity, EdgeTrust trust, ServerContext context) {
    this.identity = identity;
    this.trust = trust;
    this.context = context;
  }

  /**
   * Builds the context: about a millisecond of work, no I/O.
   *
   * @throws GeneralSecurityException when BoringSSL rejects the identity, saying why
   */
  public static ServerTls build(Identity identity, EdgeTrust trust)
      throws GeneralSecurityException {
    try {
      return new ServerTls(identity, trust, PROTOCOL.newContext(profile(identity, trust)));
    } catch (TlsContextException e) {
      throw new GeneralSecurityException(
          "identity: BoringSSL does not accept it: " + e.getMessage(), e);
    }
  }

  private static ServerProfile profile(Identity identity, EdgeTrust trust) {
    Credential credential =
        new Credential(identity.chain(), new Credential.Key.Held(identity.key()), null);
    ServerProfile profile = ServerProfile.of("key server", List.of(credential), SUITES);
    return trust.isAnyone()
        ? profile
        : profile.withClientAuth(ClientAuth.REQUIRE, trust.certificates());
  }

  /** Returns whether it was built from these. */
  public boolean isOf(Identity identity, EdgeTrust trust) {
    return this.identity.equals(identity) && this.trust == trust;
  }

  ServerContext context() {
    return context;
  }

  /** Gives up this holder's share; connections hold theirs. */
  public void release() {
    context.release();
  }
}
