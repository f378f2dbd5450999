package dev.edgekeep.edge.exchange;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.daemon.network.LastingEpoll;
import dev.edgekeep.daemon.tracing.Traces;
import dev.edgekeep.edge.OriginProtocols;
import dev.edgekeep.edge.accesslog.AccessEntry;
import dev.edgekeep.edge.clientauth.ClientTrust;
import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.dns.NameResolver;
import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.http1.Http1Connection;
import dev.edgekeep.edge.http2.Http2Connection;
import dev.edgekeep.edge.keyserver.KeyServers;
import dev.edgekeep.edge.origin.OriginPools;
import dev.edgekeep.edge.respond.OriginResponders;
import dev.edgekeep.edge.respond.ResponderFactory;
import dev.edgekeep.edge.respond.StageFactory;
import dev.edgekeep.edge.rules.CountryLookup;
import dev.edgekeep.edge.rules.RuleBook;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.RecordingEvents;
import dev.edgekeep.edge.testing.RecordingMetrics;
import dev.edgekeep.edge.tunnel.Tunnels;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostMap;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An edge without TLS: a test sets what a handshake would have found out about the client. */
final class EdgeHarness implements AutoCloseable {
  private static final TestCa CA = TestCa.root("Harness CA", KeyType.P_256);

  final RecordingEvents events = new RecordingEvents();
  final BlockingQueue<AccessEntry> entries = new LinkedBlockingQueue<>();
  final RecordingMetrics metrics = new RecordingMetrics();
  final List<Drainable> connections = new CopyOnWriteArrayList<>();

  volatile boolean isSecure = true;
  volatile @Nullable String serverName = "www.example.com";
  volatile @Nullable String defaultHost = null;
  volatile Function<ServedHost, ClientVerdict> verdicts = host -> ClientVerdict.ABSENT;
  volatile Limits limits = Limits.DEFAULT;
  volatile HostTable hosts = HostTable.EMPTY;
  volatile CountryLookup countries = CountryLookup.NONE;
  volatile RuleBook rules = RuleBook.EMPTY;
  volatile StageFactory stages = StageFactory.NONE;

  /** The responders that ask the origin. */
  final ResponderFactory toOrigin;

  /** The responders in use. */
  volatile ResponderFactory responders;

  final Tunnels tunnels;
  final Traces traces = new Traces("edge", "0", new PrometheusRegistry(), warning -> {});
  final RequestAdmission admission = new RequestAdmission();

  /** One event loop: tasks run in the order in which they are submitted. */
  private final MultiThreadIoEventLoopGroup group;

  private final Class<? extends ServerChannel> serverType;
  private final ClientSessions sessions;
  private final Map<Protocol, Channel> listeners = new HashMap<>();

  enum Protocol {
    HTTP_1,
    HTTP_2
  }

  EdgeHarness() {
    this(Epoll.isAvailable(), Integer.MAX_VALUE);
  }

  EdgeHarness(boolean epoll) {
    this(epoll, Integer.MAX_VALUE);
  }

  /** One whose node may have so many connections to origins. */
  EdgeHarness(int mostToOrigins) {
    this(Epoll.isAvailable(), mostToOrigins);
  }

  private EdgeHarness(boolean epoll, int mostToOrigins) {
    IoHandlerFactory io = epoll ? LastingEpoll.newFactory() : NioIoHandler.newFactory();
    group = new MultiThreadIoEventLoopGroup(1, io);
    serverType = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    Deadlines deadlines = new Deadlines();
    tunnels = new Tunnels(deadlines, metrics);
    NameResolver names = NameResolver.ofSystem(group, warning -> {});
    InstantSource clock = InstantSource.system();
    KeyServers keyServers = new KeyServers(group, names, metrics, events, clock);
    OriginPools origins =
        new OriginPools(
            new OriginProtocols(deadlines, () -> limits.headerBytes()),
            names,
            keyServers::get,
            deadlines,
            metrics,
            mostToOrigins);
    toOrigin = new OriginResponders(origins, () -> limits);
    responders = toOrigin;
    sessions =
        new ClientSessions(
            new RequestPolicy(
                () -> hosts, () -> rules, address -> countries.country(address), () -> 8443, clock),
            new ExchangeLogs(entries::add, events, metrics, traces, clock),
            (request, id, trace, client, loop, receiver) ->
                responders.create(request, id, trace, client, loop, receiver),
            (request, client) -> stages.stages(request, client),
            tunnels,
            () -> limits,
            deadlines,
            admission);
  }

  /** The port that speaks a protocol. */
  int port(Protocol protocol) {
    Channel listener = listeners.computeIfAbsent(protocol, this::listen);
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  private Channel listen(Protocol protocol) {
    return new ServerBootstrap()
        .group(group)
        .channel(serverType)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                TestClientConnection client = new TestClientConnection(EdgeHarness.this, channel);
                ClientSession session = sessions.open(client, channel.eventLoop());
                connections.add(
                    switch (protocol) {
                      case HTTP_1 -> Http1Connection.install(channel.pipeline(), session);
                      case HTTP_2 -> Http2Connection.install(channel.pipeline(), session);
                    });
              }
            })
        .bind("127.0.0.1", 0)
        .syncUninterruptibly()
        .channel();
  }

  /** Sets the hosts that are served. */
  EdgeHarness serve(Host... served) {
    List<Map<String, ServedHost>> parts = new ArrayList<>();
    IntStream.range(0, HostMap.PARTS).forEach(index -> parts.add(new HashMap<>()));
    for (Host host : served) {
      String name = host.name().name();
      parts.get(HostMap.partOf(name)).put(name, new ServedHost(host, ClientTrust.NOBODY));
    }
    hosts = new HostTable(parts);
    return this;
  }

  /** Closes every connection gracefully, and returns when each has begun to. */
  void drain() {
    connections.forEach(Drainable::gracefulClose);
    group.submit(() -> {}).syncUninterruptibly();
  }

  AccessEntry nextEntry() throws InterruptedException {
    AccessEntry entry = entries.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (entry == null) {
      throw new AssertionError("no access entry was recorded");
    }
    return entry;
  }

  static Origin origin(int... ports) {
    return origin(Origin.LoadBalancing.ROUND_ROBIN, Eventually.LIMIT, ports);
  }

  static Origin origin(Origin.LoadBalancing balancing, Duration timeout, int... ports) {
    List<Origin.Server> servers =
        java.util.Arrays.stream(ports)
            .mapToObj(port -> new Origin.Server(false, "127.0.0.1", port))
            .toList();
    return new Origin("app", servers, balancing, Eventually.LIMIT, timeout, null);
  }

  /** The same origin, whose servers speak another protocol. */
  static Origin speaking(OriginPolicy.Protocol protocol, Origin origin) {
    return new Origin(
        origin.name(),
        origin.servers(),
        origin.policy().withProtocol(protocol),
        origin.tls(),
        origin.forbidden());
  }

  static Host host(String name, Origin origin) {
    return host(name, origin, ClientAuth.Mode.OFF);
  }

  static Host host(String name, Origin origin, ClientAuth.Mode mode) {
    return host(name, origin, mode, ForwardPolicy.DEFAULT, HttpsPolicy.NONE);
  }

  static Host host(
      String name, Origin origin, ClientAuth.Mode mode, ForwardPolicy forward, HttpsPolicy https) {
    ClientAuth auth =
        mode == ClientAuth.Mode.OFF
            ? ClientAuth.OFF
            : Hosts.auth(mode, Hosts.clientCa("partners", CA.certificate()));
    Host plain = Hosts.host(name, auth, origin, CA.issue(TestCa.Leaf.server(name)));
    return new Host(
        new HostPattern(name), plain.certificates(), auth, plain.tls(), https, forward, origin);
  }

  @Override
  public void close() {
    group.shutdownGracefully(50, 5_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
  }
}
