package dev.edgekeep.edge.dns;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import io.netty.resolver.dns.DnsCnameCache;
import io.netty.resolver.dns.NoopDnsCache;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that a lookup has found so far, and how long they are valid. It is in the place of
 * Netty's cache, which alone is told the time to live; it keeps nothing for later lookups. Event
 * loop only.
 */
final class RecordCollector implements DnsCache {
  private final String host;
  private final Runnable firstFound;
  private final Set<InetAddress> addresses = new LinkedHashSet<>();
  private long leastSeconds = Long.MAX_VALUE;

  /**
   * @param host the name that is looked up
   * @param firstFound called with the first address
   */
  RecordCollector(String host, Runnable firstFound) {
    this.host = host;
    this.firstFound = firstFound;
  }

  boolean isEmpty() {
    return addresses.isEmpty();
  }

  List<InetAddress> addresses() {
    return new ArrayList<>(addresses);
  }

  /** The shortest time to live of all records; there is at least one. */
  Duration timeToLive() {
    return Duration.ofSeconds(leastSeconds);
  }

  @Override
  public DnsCacheEntry cache(
      String hostname, DnsRecord[] additionals, InetAddress address, long seconds, EventLoop loop) {
    if (isSought(hostname)) {
      if (addresses.isEmpty()) {
        firstFound.run();
      }
      addresses.add(address);
      limit(seconds);
    }
    return NoopDnsCache.INSTANCE.cache(hostname, additionals, address, seconds, loop);
  }

  /**
   * Returns whether a name is the one that is looked up, perhaps with a search domain. Others are
   * those of DNS servers that a referral named: their addresses are no origin's.
   */
  private boolean isSought(String hostname) {
    return hostname.equalsIgnoreCase(host)
        || hostname.regionMatches(true, 0, host + ".", 0, host.length() + 1);
  }

  private void limit(long seconds) {
    leastSeconds = Math.min(leastSeconds, seconds);
  }

  /** Aliases on the way to the addresses: theirs is a time to live, too. None is kept. */
  DnsCnameCache aliases() {
    return new DnsCnameCache() {
      @Override
      public @Nullable String get(String hostname) {
        return null;
      }

      @Override
      public void cache(String hostname, String alias, long seconds, EventLoop loop) {
        limit(seconds);
      }

      @Override
      public void clear() {}

      @Override
      public boolean clear(String hostname) {
        return false;
      }
    };
  }

  @Override
  public DnsCacheEntry cache(
      String hostname, DnsRecord[] additionals, Throwable cause, EventLoop loop) {
    return NoopDnsCache.INSTANCE.cache(hostname, additionals, cause, loop);
  }

  @Override
  public List<? extends DnsCacheEntry> get(String hostname, DnsRecord[] additionals) {
    return List.of();
  }

  /** Does nothing: the resolver is closed before the result of its lookup is reported. */
  @Override
  public void clear() {}

  @Override
  public boolean clear(String hostname) {
    return false;
  }
}
