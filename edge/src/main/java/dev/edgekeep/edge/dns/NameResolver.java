package dev.edgekeep.edge.dns;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.netty.channel.EventLoopGroup;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The names of servers and their addresses. All event loops share what is known about a name, for
 * as long as one of them has a server with that name. Any thread; does not block.
 */
public final class NameResolver {
  private final LoadingCache<String, ResolvedName> names;

  NameResolver(EventLoopGroup loops, NameLookup lookup, Consumer<String> warnings) {
    names =
        Caffeine.newBuilder()
            .weakValues()
            .build(host -> new ResolvedName(host, loops.next(), lookup, warnings));
  }

  /**
   * Looks names up as this machine does: in its hosts file, then with its DNS servers.
   *
   * @param loops send DNS queries
   * @param warnings gets a sentence when a name can no longer be looked up, and another when it can
   *     be again; on one of the loops
   */
  public static NameResolver ofSystem(EventLoopGroup loops, Consumer<String> warnings) {
    return new NameResolver(loops, new SystemLookup(), warnings);
  }

  /**
   * The name of a server. Names are compared without regard to case.
   *
   * @param host a name, not an IP address
   */
  public ResolvedName name(String host) {
    return names.get(host.toLowerCase(Locale.ROOT));
  }
}
