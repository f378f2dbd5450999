package dev.edgekeep.edge.origin;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.edgekeep.edge.dial.Alpn;
import dev.edgekeep.edge.dial.ServerTls;
import dev.edgekeep.edge.keyserver.KeyOperations;
import dev.edgekeep.edge.keyserver.KeyServerKey;
import dev.edgekeep.snapshot.KeyPin;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginIdentity;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.tls.Credential;
import dev.edgekeep.x509.cert.Certificate;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards the servers of origins. Servers with the same name, trust and identity share one
 * context on all event loops, for as long as a pool uses it. Any thread; does not block.
 */
final class OriginTls {
  private record Key(
      String serverName,
      List<Certificate> trust,
      @Nullable OriginIdentity identity,
      Alpn alpn,
      List<KeyPin> pins) {}

  private final Function<KeyServer, KeyOperations> keyServers;
  private final LoadingCache<Key, ServerTls> shared =
      Caffeine.newBuilder().weakValues().build(this::create);

  /**
   * @param keyServers performs the operations of a key server
   */
  OriginTls(Function<KeyServer, KeyOperations> keyServers) {
    this.keyServers = keyServers;
  }

  private ServerTls create(Key key) {
    OriginIdentity identity = key.identity();
    return ServerTls.ofOrigin(
        key.serverName(),
        key.trust(),
        identity == null ? null : () -> credential(identity),
        key.alpn(),
        key.pins());
  }

  private Credential credential(OriginIdentity identity) throws GeneralSecurityException {
    return new Credential(
        identity.chain(),
        switch (identity.key()) {
          case ServerKey.Held(var key) -> new Credential.Key.Held(key);
          case ServerKey.OnKeyServer(KeyServer server) ->
              new Credential.Key.Remote(
                  KeyServerKey.ofClient(identity.leaf(), keyServers.apply(server)));
        });
  }

  /** TLS towards {@code server}; null when it is spoken to in plaintext. */
  @Nullable ServerTls of(Origin origin, Origin.Server server) {
    return server.https() ? of(origin, server, alpn(origin.policy().protocol())) : null;
  }

  /** The same for connections that are to speak HTTP/1.1 with a server that has the choice. */
  ServerTls forHttp1(Origin origin, Origin.Server server) {
    return of(origin, server, Alpn.HTTP_1_1);
  }

  private ServerTls of(Origin origin, Origin.Server server, Alpn alpn) {
    Origin.Tls policy = origin.tls();
    if (policy == null) {
      return shared.get(new Key(server.host(), List.of(), null, alpn, List.of()));
    }
    String name = policy.serverName() == null ? server.host() : policy.serverName();
    return shared.get(new Key(name, policy.trust(), policy.identity(), alpn, policy.pins()));
  }

  private static Alpn alpn(OriginPolicy.Protocol protocol) {
    return switch (protocol) {
      case HTTP1 -> Alpn.NONE;
      case HTTP2 -> Alpn.HTTP_2;
      case AUTO -> Alpn.ANY_HTTP;
    };
  }
}
