package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.proxyprotocol.EncodedHeader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The origin connections that belong to one connection of a client, because they begin with a PROXY
 * protocol header that names it. No request of another client is ever sent on them: to the origin,
 * that would be a request of this one. And a header that tells something else about the same client
 * (another verdict) has connections of its own. Event loop only.
 */
public final class ClientConnections {
  private final Map<Key, PooledConnections> pools = new HashMap<>();
  private boolean isClosed;

  /** A server, the way to it, and the header that connections begin with. */
  private record Key(ServerPool server, Wire wire, EncodedHeader header) {}

  /** The connections to one server that begin with a header. */
  PooledConnections of(ServerPool server, Wire wire, EncodedHeader header) {
    Key key = new Key(server, wire, header);
    PooledConnections known = pools.get(key);
    if (known == null) {
      known = server.dedicated(wire, header, unused -> forget(key, unused));
      pools.put(key, known);
      if (isClosed) {
        known.keepNone();
      }
    }
    return known;
  }

  private void forget(Key key, PooledConnections unused) {
    pools.remove(key, unused);
    unused.retire();
  }

  /** The client has gone: closes what is idle, and the rest once it is. */
  public void close() {
    isClosed = true;
    List.copyOf(pools.values()).forEach(PooledConnections::keepNone);
  }
}
