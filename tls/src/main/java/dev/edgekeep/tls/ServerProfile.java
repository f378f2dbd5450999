package dev.edgekeep.tls;

import dev.edgekeep.x509.cert.Certificate;
import io.netty.handler.ssl.ClientAuth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificates, versions and client authentication of a server. Immutable.
 *
 * @param name for messages: the host, or the program
 * @param credentials at least one; the engine chooses by what the client accepts
 * @param versions as JSSE spells them: {@code TLSv1.2}, {@code TLSv1.3}
 * @param cipherSuites IANA names of TLS 1.2, in order of preference; those of TLS 1.3 are fixed
 * @param applicationProtocols the names for ALPN, in order of preference; empty: no ALPN
 * @param clientAuth whether clients are asked for a certificate, and need a verified one
 * @param clientCas certificates of the CAs whose names clients are told
 * @param sessions how sessions are bound; null: no session is resumed
 * @param mayWait whether the verdict about a client may depend on something that takes time
 */
public record ServerProfile(
    String name,
    List<Credential> credentials,
    List<String> versions,
    List<String> cipherSuites,
    List<String> applicationProtocols,
    ClientAuth clientAuth,
    List<Certificate> clientCas,
    @Nullable SessionPolicy sessions,
    boolean mayWait) {
  /** The size limit of a client's Certificate message, with its chain. */
  public static final int MAX_CLIENT_CHAIN_BYTES = 64 * 1024;

  public ServerProfile {
    credentials = List.copyOf(credentials);
    versions = List.copyOf(versions);
    cipherSuites = List.copyOf(cipherSuites);
    applicationProtocols = List.copyOf(applicationProtocols);
    clientCas = List.copyOf(clientCas);
  }

  /** A profile of TLS 1.2 and 1.3 that asks clients for no certificate and resumes no session. */
  public static ServerProfile of(
      String name, List<Credential> credentials, List<String> cipherSuites) {
    return new ServerProfile(
        name,
        credentials,
        List.of("TLSv1.2", "TLSv1.3"),
        cipherSuites,
        List.of(),
        ClientAuth.NONE,
        List.of(),
        null,
        false);
  }

  public ServerProfile withVersions(List<String> some) {
    return new ServerProfile(
        name,
        credentials,
        some,
        cipherSuites,
        applicationProtocols,
        clientAuth,
        clientCas,
        sessions,
        mayWait);
  }

  public ServerProfile withApplicationProtocols(List<String> some) {
    return new ServerProfile(
        name, credentials, versions, cipherSuites, some, clientAuth, clientCas, sessions, mayWait);
  }

  public ServerProfile withClientAuth(ClientAuth mode, List<Certificate> cas) {
    return new ServerProfile(
        name,
        credentials,
        versions,
        cipherSuites,
        applicationProtocols,
        mode,
        cas,
        sessions,
        mayWait);
  }

  public ServerProfile withSessions(SessionPolicy policy) {
    return new ServerProfile(
        name,
        credentials,
        versions,
        cipherSuites,
        applicationProtocols,
        clientAuth,
        clientCas,
        policy,
        mayWait);
  }

  /** The same profile, whose handshakes may wait for the verdict about a client. */
  public ServerProfile withWaiting(boolean wait) {
    return new ServerProfile(
        name,
        credentials,
        versions,
        cipherSuites,
        applicationProtocols,
        clientAuth,
        clientCas,
        sessions,
        wait);
  }

  /** Returns whether a client without a verified certificate is refused. */
  public boolean requiresClients() {
    return clientAuth == ClientAuth.REQUIRE;
  }

  /** Returns whether the private key of a credential is elsewhere. */
  public boolean hasRemoteKeys() {
    return credentials.stream()
        .anyMatch(credential -> credential.key() instanceof Credential.Key.Remote);
  }
}
