package dev.edgekeep.edge.origin;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.dial.Destination;
import dev.edgekeep.edge.dial.Dialer;
import dev.edgekeep.edge.dial.ServerTls;
import dev.edgekeep.edge.dns.NameResolver;
import dev.edgekeep.edge.keyserver.KeyOperations;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.edge.metrics.OriginServerSample;
import dev.edgekeep.edge.origin.balance.Algorithms;
import dev.edgekeep.edge.origin.health.HealthStatus;
import dev.edgekeep.edge.proxyprotocol.EncodedHeader;
import dev.edgekeep.edge.proxyprotocol.HeaderWriter;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Origin.ProxyVersion;
import dev.edgekeep.snapshot.OriginPolicy;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pools of every origin, apart for each event loop. An origin that a reload left as it was
 * keeps its connections, for equal origins share a pool; one that is gone loses them as they become
 * idle. Any thread.
 */
public final class OriginPools {
  private static final int MAX_FORGOTTEN = 1024;

  private final Function<Origin, OriginProtocol> protocols;
  private final NameResolver names;
  private final OriginTls tls;
  private final SharedOrigins shared;
  private final PoolParts parts;
  private final FastThreadLocal<Pools> pools =
      new FastThreadLocal<>() {
        @Override
        protected Pools initialValue() {
          return new Pools();
        }
      };

  /**
   * @param protocols the protocol that an origin speaks
   * @param names looks up the names of servers
   * @param keyServers performs the operations of a key server
   * @param most connections to all origins at once
   */
  public OriginPools(
      Function<Origin, OriginProtocol> protocols,
      NameResolver names,
      Function<KeyServer, KeyOperations> keyServers,
      Deadlines deadlines,
      EdgeMetrics metrics,
      int most) {
    this(protocols, names, keyServers, deadlines, metrics, most, ServerReports.NONE);
  }

  /**
   * @param reports receives changes in the health of servers
   */
  public OriginPools(
      Function<Origin, OriginProtocol> protocols,
      NameResolver names,
      Function<KeyServer, KeyOperations> keyServers,
      Deadlines deadlines,
      EdgeMetrics metrics,
      int most,
      ServerReports reports) {
    this.shared = new SharedOrigins(reports);
    this.protocols = protocols;
    this.names = names;
    this.tls = new OriginTls(keyServers);
    this.parts = new PoolParts(new ConnectionLimit(most), deadlines, metrics);
  }

  /**
   * Takes over the origins of a snapshot that is about to be in force: the health of servers stays
   * known, under their new settings; that of others is forgotten.
   */
  public void retain(Map<String, Origin> inForce) {
    shared.retain(inForce);
  }

  /**
   * A server for connections that are in no pool.
   *
   * @param server one of those of {@code origin}
   * @param timeout for each connection, if it is shorter than the origin's
   * @param loop all connections are on it
   */
  public UnpooledServer unpooled(
      Origin origin, Origin.Server server, Duration timeout, EventLoop loop) {
    Duration usual = origin.policy().timeouts().connect();
    return new UnpooledServer(
        OriginServer.of(origin, server),
        shared.of(origin).server(server),
        protocols.apply(origin),
        dialer(
            origin,
            server,
            tls.of(origin, server),
            usual.compareTo(timeout) < 0 ? usual : timeout,
            loop),
        parts.limit());
  }

  /** The health of the servers of an origin, in the order of its configuration. */
  public List<ServerStatus> status(Origin origin) {
    SharedOrigin known = shared.find(origin.name());
    long now = System.nanoTime();
    return origin.servers().stream()
        .map(server -> {
          SharedServer state = known == null ? null : known.find(server);
          return state == null
              ? new ServerStatus(server.name(), HealthStatus.UNKNOWN)
              : state.status(now);
        })
        .toList();
  }

  /** The numbers of all servers that were used or checked. */
  public List<OriginServerSample> samples() {
    long now = System.nanoTime();
    List<OriginServerSample> samples = new ArrayList<>();
    for (SharedOrigin each : shared.all()) {
      for (SharedServer server : each.servers()) {
        samples.add(server.sample(each.origin().name(), now));
      }
    }
    return samples;
  }

  /** The parts that the pools of all servers share. */
  record PoolParts(ConnectionLimit limit, Deadlines deadlines, EdgeMetrics metrics) {}

  /** The pool of {@code origin} on {@code loop}, which is the caller's event loop. */
  public OriginPool pool(Origin origin, EventLoop loop) {
    assert loop.inEventLoop();
    return pools.get().find(origin, loop);
  }

  private OriginPool newPool(Origin origin, EventLoop loop) {
    SharedOrigin state = shared.of(origin);
    List<ServerPool> servers = new ArrayList<>();
    for (int i = 0; i < state.servers().size(); i++) {
      servers.add(newPool(origin, origin.servers().get(i), state.servers().get(i), loop));
    }
    return new OriginPool(
        state, servers, Algorithms.of(origin.policy().balancing()), parts.deadlines(), loop);
  }

  private ServerPool newPool(
      Origin origin, Origin.Server server, SharedServer state, EventLoop loop) {
    return new ServerPool(
        new ServerPool.Setup(
            OriginServer.of(origin, server),
            server,
            new Wire(
                protocols.apply(origin),
                dialer(origin, server, tls.of(origin, server), loop),
                true),
            wireOfUpgrades(origin, server, loop),
            state,
            origin.policy().connections(),
            loop,
            parts));
  }

  /** A server that may choose HTTP/2 may also speak HTTP/1.1, which can switch protocols. */
  private @Nullable Wire wireOfUpgrades(Origin origin, Origin.Server server, EventLoop loop) {
    if (!server.https() || origin.policy().protocol() != OriginPolicy.Protocol.AUTO) {
      return null;
    }
    return new Wire(
        protocols.apply(origin.speaking(OriginPolicy.Protocol.HTTP1)),
        dialer(origin, server, tls.forHttp1(origin, server), loop),
        // A server without HTTP/1.1 is not down.
        false);
  }

  private Dialer dialer(
      Origin origin, Origin.Server server, @Nullable ServerTls secure, EventLoop loop) {
    return dialer(origin, server, secure, origin.policy().timeouts().connect(), loop);
  }

  private Dialer dialer(
      Origin origin,
      Origin.Server server,
      @Nullable ServerTls secure,
      Duration timeout,
      EventLoop loop) {
    Destination destination =
        new Destination(
            server.host(),
            server.port(),
            secure,
            timeout,
            ownHeader(origin.sendProxyProtocol()),
            origin.forbidden());
    return new Dialer(destination, names, loop);
  }

  /** The header of connections that belong to no client. */
  private static @Nullable EncodedHeader ownHeader(@Nullable ProxyVersion version) {
    return version == null
        ? null
        : switch (version) {
          case V1 -> HeaderWriter.ownVersion1();
          case V2 -> HeaderWriter.ownVersion2();
        };
  }

  private final class Pools {
    // By identity first: the hash of an origin goes over all its certificates.
    private final IdentityHashMap<Origin, OriginPool> byIdentity = new IdentityHashMap<>();
    private final Map<Origin, OriginPool> byValue = new HashMap<>();

    OriginPool find(Origin origin, EventLoop loop) {
      OriginPool known = byIdentity.get(origin);
      if (known != null) {
        return known;
      }
      forgetUnused();
      OriginPool pool = byValue.computeIfAbsent(origin, key -> newPool(key, loop));
      byIdentity.put(origin, pool);
      return pool;
    }

    private void forgetUnused() {
      if (byIdentity.size() >= Math.max(MAX_FORGOTTEN, 2 * byValue.size())) {
        byIdentity.clear();
        byValue
            .values()
            .removeIf(pool -> {
              boolean isUnused = pool.isUnused();
              if (isUnused) {
                pool.close();
              }
              return isUnused;
            });
      }
    }
  }
}
