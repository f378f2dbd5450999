package dev.edgekeep.snapshot;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.x509.cert.Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The service behind one or more hosts.
 *
 * @param tls null: {@code https} servers are verified against the platform's roots
 * @param sendProxyProtocol the version of the PROXY protocol that connections to its servers begin
 *     with; null: none
 * @param forbidden addresses that its servers may not have, whatever their names resolve to
 */
public record Origin(
    String name,
    List<Server> servers,
    OriginPolicy policy,
    @Nullable Tls tls,
    @Nullable ProxyVersion sendProxyProtocol,
    ForbiddenAddresses forbidden) {
  public Origin {
    servers = List.copyOf(servers);
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("origin %s has no server".formatted(name));
    }
  }

  /** An origin that gets no PROXY protocol. */
  public Origin(
      String name,
      List<Server> servers,
      OriginPolicy policy,
      @Nullable Tls tls,
      ForbiddenAddresses forbidden) {
    this(name, servers, policy, tls, null, forbidden);
  }

  /** An origin whose servers may be anywhere. */
  public Origin(String name, List<Server> servers, OriginPolicy policy, @Nullable Tls tls) {
    this(name, servers, policy, tls, ForbiddenAddresses.NONE);
  }

  /** An origin with these settings and defaults for the others, whose servers may be anywhere. */
  public Origin(
      String name,
      List<Server> servers,
      LoadBalancing loadBalancing,
      Duration connectTimeout,
      Duration responseTimeout,
      @Nullable Tls tls) {
    this(
        name,
        servers,
        OriginPolicy.DEFAULT
            .withBalancing(Balancing.of(loadBalancing))
            .withTimeouts(new OriginTimeouts(connectTimeout, responseTimeout)),
        tls);
  }

  /** The same, whose servers may not be at some addresses. */
  public Origin forbidding(ForbiddenAddresses addresses) {
    return new Origin(name, servers, policy, tls, sendProxyProtocol, addresses);
  }

  /** The same, whose servers speak another protocol. */
  public Origin speaking(OriginPolicy.Protocol protocol) {
    return new Origin(
        name, servers, policy.withProtocol(protocol), tls, sendProxyProtocol, forbidden);
  }

  /** The same, whose connections begin with a PROXY protocol header; null: they do not. */
  public Origin withProxyProtocol(@Nullable ProxyVersion version) {
    return new Origin(name, servers, policy, tls, version, forbidden);
  }

  /** The key server that has the private key of the edge's certificate; null: none has. */
  public @Nullable KeyServer keyServer() {
    return tls == null || tls.identity() == null ? null : tls.identity().keyServer();
  }

  /** The same with another form of its {@link #keyServer()}. */
  public Origin withKeyServer(KeyServer keyServer) {
    OriginIdentity identity = tls == null ? null : tls.identity();
    return tls == null || identity == null
        ? this
        : new Origin(
            name, servers, policy, tls.at(keyServer, identity), sendProxyProtocol, forbidden);
  }

  /**
   * One address of the service. A name is resolved off the event loop.
   *
   * @param host a name or an IP address, the latter without brackets
   * @param weight its share of the requests, relative to the other servers
   * @param backup whether it gets requests only when no other server is available
   */
  public record Server(boolean https, String host, int port, int weight, boolean backup) {
    /** The number of servers of an origin. */
    public static final Bounds COUNT = new Bounds(1, 1_000);

    public static final Bounds PORT = new Bounds(1, 65_535);
    public static final Bounds WEIGHT = new Bounds(1, 1_000);

    public Server {
      if (host.isEmpty()) {
        throw new IllegalArgumentException("a server has no host");
      }
      PORT.check("port", port);
      WEIGHT.check("weight", weight);
    }

    /** A server with the weight 1 that is not a backup. */
    public Server(boolean https, String host, int port) {
      this(https, host, port, 1, false);
    }

    /** Returns whether both are the same server, with whatever weight. */
    public boolean isSameAs(Server other) {
      return https == other.https && port == other.port && host.equals(other.host);
    }

    /** {@code host:port}, with an IPv6 address in brackets. */
    public String name() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }

  /** A version of the PROXY protocol. */
  public enum ProxyVersion {
    /** A line of text with the addresses of the client's connection. */
    V1,
    /** Binary, with facts about the client's TLS and its certificate. */
    V2
  }

  /** The way to choose a server for a request. */
  public enum LoadBalancing {
    ROUND_ROBIN,
    LEAST_REQUESTS,
    /** Of two servers at random, the one with fewer requests. */
    RANDOM,
    /** By a hash of {@link Balancing#hashBy}: a server that comes or goes moves few clients. */
    HASH
  }

  /**
   * TLS towards {@code https} servers.
   *
   * @param trust what the origin's certificate is verified against; empty: the platform's roots
   * @param serverName SNI, and the name that the certificate must be for; null: the server's host
   * @param identity what the edge presents, or null
   * @param pins public keys, of which the server's certificate must have one; empty: any. With pins
   *     and without trust, the key is all that is verified
   */
  public record Tls(
      List<Certificate> trust,
      @Nullable String serverName,
      @Nullable OriginIdentity identity,
      List<KeyPin> pins) {
    public Tls {
      trust = List.copyOf(trust);
      pins = List.copyOf(pins);
    }

    /** TLS towards servers with any key. */
    public Tls(List<Certificate> trust, @Nullable String serverName, @Nullable Identity identity) {
      this(trust, serverName, identity == null ? null : OriginIdentity.of(identity), List.of());
    }

    private Tls at(KeyServer keyServer, OriginIdentity held) {
      OriginIdentity moved = new OriginIdentity(held.chain(), new ServerKey.OnKeyServer(keyServer));
      return new Tls(trust, serverName, moved, pins);
    }
  }
}
