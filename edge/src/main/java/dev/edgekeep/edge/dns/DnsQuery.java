package dev.edgekeep.edge.dns;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One lookup of a name with DNS servers: A and AAAA at the same time, from a port of its own, over
 * TCP where an answer is truncated. Event loop only, but for the constructor.
 */
final class DnsQuery {
  /** The time limit for all DNS servers together. */
  static final Duration LIMIT = Duration.ofSeconds(5);

  /** The time limit for one server, after which the next is asked. */
  private static final Duration SERVER_LIMIT = Duration.ofSeconds(2);

  /** The time limit for the records of the other address family (RFC 8305 §3). */
  private static final Duration OTHER_FAMILY_WAIT = Duration.ofMillis(500);

  private final String host;
  private final EventLoop loop;
  private final Consumer<NameLookup.Result> result;
  private final RecordCollector records;
  private final AnswerCodes codes = new AnswerCodes();
  private final DnsNameResolver resolver;

  private @Nullable Future<List<InetAddress>> lookup;
  private boolean isOver;

  /** Prepares a lookup. Blocks the first time: search domains are read from a file. */
  DnsQuery(
      String host,
      EventLoop loop,
      DnsServerAddressStreamProvider servers,
      Consumer<NameLookup.Result> result) {
    this.host = host;
    this.records = new RecordCollector(host, this::firstFound);
    this.loop = loop;
    this.result = result;
    boolean epoll = loop instanceof IoEventLoop io && io.isCompatible(EpollIoHandle.class);
    this.resolver =
        new DnsNameResolverBuilder(loop)
            .datagramChannelType(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
            .socketChannelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            // A new port for each lookup makes answers hard to forge (RFC 5452 §9.2).
            .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
            .nameServerProvider(servers)
            .hostsFileEntriesResolver((name, types) -> null)
            .queryTimeoutMillis(SERVER_LIMIT.toMillis())
            .completeOncePreferredResolved(false)
            .resolveCache(records)
            .cnameCache(records.aliases())
            .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
            .dnsQueryLifecycleObserverFactory(question -> codes)
            .build();
  }

  /** Starts the lookup. The callback gets the result once, within the limit. */
  void start(Duration limit) {
    endAfter(limit);
    Future<List<InetAddress>> all = resolver.resolveAll(host);
    lookup = all;
    all.addListener(done -> end(done.cause()));
  }

  private void firstFound() {
    endAfter(OTHER_FAMILY_WAIT);
  }

  private void endAfter(Duration time) {
    var _ = loop.schedule(() -> end(null), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * The lookup has ended, or has lasted long enough.
   *
   * @param failure null when it has not failed
   */
  private void end(@Nullable Throwable failure) {
    if (isOver) {
      return;
    }
    isOver = true;
    if (lookup != null) {
      lookup.cancel(false);
    }
    resolver.close();
    result.accept(
        records.isEmpty()
            ? failed(failure)
            : new NameLookup.Found(sorted(records.addresses()), records.timeToLive()));
  }

  private NameLookup.Result failed(@Nullable Throwable failure) {
    Throwable cause = failure == null ? null : failure.getCause();
    if (failure == null || cause instanceof DnsNameResolverTimeoutException) {
      return new NameLookup.Failed("no DNS server answered");
    }
    if (cause instanceof DnsErrorCauseException error) {
      return DnsResponseCode.NXDOMAIN.equals(error.getCode())
          ? new NameLookup.Unknown()
          : new NameLookup.Failed("DNS servers answered " + error.getCode());
    }
    if (cause != null) {
      return new NameLookup.Failed(String.valueOf(cause.getMessage()));
    }
    DnsResponseCode error = codes.error();
    return error == null
        ? new NameLookup.Unknown()
        : new NameLookup.Failed("DNS servers answered " + error);
  }

  /** Sorted as the JDK does: IPv4 first, unless it is configured otherwise. */
  static List<InetAddress> sorted(List<InetAddress> addresses) {
    boolean isIpv6First = NetUtil.isIpV6AddressesPreferred();
    List<InetAddress> sorted = new ArrayList<>(addresses);
    sorted.sort(Comparator.comparing(address -> address instanceof Inet6Address != isIpv6First));
    return sorted;
  }
}
