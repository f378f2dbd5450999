package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.keyserver.KeyOperations;
import dev.edgekeep.edge.keyserver.KeyServerKey;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.TlsPolicy;
import dev.edgekeep.tls.Credential;
import dev.edgekeep.tls.ServerProfile;
import dev.edgekeep.tls.TlsContextException;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The profiles of hosts: their configuration, as a protocol needs it. Any thread. */
final class HostProfiles {
  /** The application protocols that the edge speaks, in order of preference. */
  static final List<String> PROTOCOLS =
      List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);

  private final Function<KeyServer, KeyOperations> keyServers;
  private final Function<ServerCertificate, byte @Nullable []> staples;
  private final InstantSource clock;

  /**
   * @param keyServers who has the keys of hosts without
   * @param staples the OCSP responses that the node fetches for server certificates
   */
  HostProfiles(
      Function<KeyServer, KeyOperations> keyServers,
      Function<ServerCertificate, byte @Nullable []> staples,
      InstantSource clock) {
    this.staples = staples;
    this.keyServers = keyServers;
    this.clock = clock;
  }

  /**
   * @throws TlsContextException when a public key cannot be used
   */
  ServerProfile of(ServedHost host) {
    Host config = host.config();
    return new ServerProfile(
        config.name().name(),
        credentials(config),
        versions(config.tls()),
        config.tls().cipherSuites(),
        PROTOCOLS,
        clientAuth(config.clientAuth().mode()),
        host.trust().certificates(),
        new HostSessions(host, clock),
        host.trust().mayWait());
  }

  private List<Credential> credentials(Host config) {
    List<Credential> credentials = new ArrayList<>();
    for (ServerCertificate certificate : config.certificates()) {
      try {
        credentials.add(
            new Credential(
                certificate.chain(),
                key(certificate),
                certificate.ocspResponse() == null
                    ? staples.apply(certificate)
                    : certificate.ocspResponse().der()));
      } catch (GeneralSecurityException e) {
        throw new TlsContextException(config.name() + ": " + e.getMessage(), e);
      }
    }
    return credentials;
  }

  private Credential.Key key(ServerCertificate certificate) throws GeneralSecurityException {
    return switch (certificate.key()) {
      case ServerKey.Held held -> new Credential.Key.Held(held.key());
      case ServerKey.OnKeyServer remote ->
          new Credential.Key.Remote(
              KeyServerKey.ofServer(certificate.leaf(), keyServers.apply(remote.keyServer())));
    };
  }

  private static ClientAuth clientAuth(Mode mode) {
    return switch (mode) {
      case OFF -> ClientAuth.NONE;
      case REQUEST -> ClientAuth.OPTIONAL;
      case REQUIRE -> ClientAuth.REQUIRE;
    };
  }

  private static List<String> versions(TlsPolicy tls) {
    List<String> versions = new ArrayList<>(2);
    for (TlsPolicy.Version version : TlsPolicy.Version.values()) {
      if (version.compareTo(tls.minVersion()) >= 0 && version.compareTo(tls.maxVersion()) <= 0) {
        versions.add("TLSv" + version.label());
      }
    }
    return versions;
  }
}
