package dev.edgekeep.edge.dns;

import io.netty.channel.EventLoop;
import io.netty.resolver.HostsFileEntriesProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.resolver.dns.UnixResolverDnsServerAddressStreamProvider;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks names up as this machine's resolver does: in the hosts file, then with the DNS servers and
 * search domains of {@code /etc/resolv.conf}. Both files are read for each lookup, on a virtual
 * thread, so that a change of them is noticed. Any thread; does not block.
 */
final class SystemLookup implements NameLookup {
  /** The time for which a line of the hosts file is valid. */
  static final Duration HOSTS_FILE_LIFE = Duration.ofSeconds(30);

  private static final System.Logger LOGGER = System.getLogger(SystemLookup.class.getName());
  private static final String RESOLV_CONF = "/etc/resolv.conf";
  private static final String RESOLVER_FOLDER = "/etc/resolver";

  /** resolv.conf(5): the server where the file names none. */
  private static final DnsServerAddressStreamProvider THIS_MACHINE =
      new SingletonDnsServerAddressStreamProvider(new InetSocketAddress(NetUtil.LOCALHOST4, 53));

  private final Supplier<HostsFileEntriesProvider> hostsFile;
  private final Supplier<DnsServerAddressStreamProvider> servers;
  private final Duration limit;

  SystemLookup() {
    this(
        HostsFileEntriesProvider.parser()::parseSilently,
        SystemLookup::configuredServers,
        DnsQuery.LIMIT);
  }

  /**
   * @param hostsFile reads the hosts file; may block
   * @param servers reads the addresses of the DNS servers; may block
   * @param limit how long the DNS servers are waited for
   */
  SystemLookup(
      Supplier<HostsFileEntriesProvider> hostsFile,
      Supplier<DnsServerAddressStreamProvider> servers,
      Duration limit) {
    this.hostsFile = hostsFile;
    this.servers = servers;
    this.limit = limit;
  }

  private static DnsServerAddressStreamProvider configuredServers() {
    try {
      return new UnixResolverDnsServerAddressStreamProvider(RESOLV_CONF, RESOLVER_FOLDER);
    } catch (IOException | RuntimeException e) {
      LOGGER.log(System.Logger.Level.DEBUG, RESOLV_CONF + " names no DNS servers", e);
      return THIS_MACHINE;
    }
  }

  @Override
  public void start(String host, EventLoop loop, Consumer<Result> result) {
    Thread.ofVirtual()
        .name("name-lookup")
        .start(() -> {
          Runnable next = prepare(host, loop, result);
          try {
            loop.execute(next);
          } catch (RejectedExecutionException _) {
            // The event loop has ended, and the waiter for the result with it.
          }
        });
  }

  private Runnable prepare(String host, EventLoop loop, Consumer<Result> result) {
    try {
      List<InetAddress> listed = listed(host);
      if (!listed.isEmpty()) {
        return () -> result.accept(new Found(listed, HOSTS_FILE_LIFE));
      }
      if (host.endsWith(".invalid")) { // RFC 6761 §6.4: no server need be asked
        return () -> result.accept(new Unknown());
      }
      DnsQuery query = new DnsQuery(host, loop, servers.get(), result);
      return () -> query.start(limit);
    } catch (RuntimeException e) {
      LOGGER.log(System.Logger.Level.ERROR, "Looking up " + host + " failed", e);
      return () -> result.accept(new Failed(e.toString()));
    }
  }

  /** The addresses of the hosts file. RFC 6761 §6.3: localhost is this machine in any case. */
  private List<InetAddress> listed(String host) {
    HostsFileEntriesProvider file = hostsFile.get();
    List<InetAddress> listed = new ArrayList<>(entries(file.ipv4Entries(), host));
    listed.addAll(entries(file.ipv6Entries(), host));
    return listed.isEmpty() && host.equals("localhost")
        ? List.of(NetUtil.LOCALHOST4, NetUtil.LOCALHOST6)
        : DnsQuery.sorted(listed);
  }

  private static List<InetAddress> entries(Map<String, List<InetAddress>> file, String host) {
    return file.getOrDefault(host, List.of());
  }
}
