package dev.edgekeep.edge.feed;

import dev.edgekeep.edge.clientauth.ClientTrust;
import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Snapshot;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the host table of a snapshot out of the one before it: a host that did not change stays the
 * object that it was, with its TLS context and the chains that were verified for it. One thread at
 * a time.
 */
public final class HostAssembly {
  private Map<TrustKey, ClientTrust> trusts = Map.of();
  private @Nullable Map<HostPattern, Host> hosts;
  private HostTable table = HostTable.EMPTY;

  /**
   * The table for {@code snapshot}, which becomes the one before. What is revoked by serial number
   * is in force when this returns, for the hosts of the table before as well.
   */
  // Where nothing but revocations changed, the map of the hosts is the very same.
  @SuppressWarnings("ReferenceEquality")
  public HostTable assemble(Snapshot snapshot) {
    if (snapshot.hosts() != hosts) {
      table = table(snapshot.hosts().values());
      hosts = snapshot.hosts();
    }
    trusts.values().forEach(trust -> trust.revoke(snapshot.revokedSerials()));
    return table;
  }

  private HostTable table(Collection<Host> hosts) {
    Map<TrustKey, ClientTrust> kept = new HashMap<>();
    IdentityHashMap<ClientAuth, ClientTrust> known = new IdentityHashMap<>();
    Map<String, ServedHost> byName = HashMap.newHashMap(hosts.size());
    for (Host host : hosts) {
      String name = host.name().name();
      ClientTrust trust = known.computeIfAbsent(host.clientAuth(), auth -> trust(auth, kept));
      ServedHost before = table.get(name);
      boolean same = before != null && isUnchanged(before, host, trust);
      byName.put(name, same ? before : new ServedHost(host, trust));
    }
    trusts = kept;
    return new HostTable(byName);
  }

  /**
   * Whether a host is served as before. The trust stands for its CAs, which are compared once and
   * not for every host: a revocation list may be large.
   */
  // A trust is one object for as long as it does not change.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isUnchanged(ServedHost before, Host now, ClientTrust trust) {
    Host was = before.config();
    return before.trust() == trust && (was == now || isEqual(was, now));
  }

  private static boolean isEqual(Host was, Host now) {
    return was.clientAuth().mode() == now.clientAuth().mode()
        && was.certificates().equals(now.certificates())
        && was.tls().equals(now.tls())
        && was.https().equals(now.https())
        && was.forward().equals(now.forward())
        && was.origin().equals(now.origin());
  }

  private ClientTrust trust(ClientAuth auth, Map<TrustKey, ClientTrust> kept) {
    if (auth.mode() == ClientAuth.Mode.OFF) {
      return ClientTrust.NOBODY;
    }
    TrustKey key = new TrustKey(auth.cas(), auth.maxChainDepth());
    return kept.computeIfAbsent(
        key,
        missing -> {
          ClientTrust before = trusts.get(missing);
          return before != null ? before : ClientTrust.of(missing.cas(), missing.maxChainDepth());
        });
  }

  /** Hosts with equal keys share their trust, and so what was verified under it. */
  private record TrustKey(List<ClientCa> cas, int maxChainDepth) {
    /** By the names only: a revocation list may be large. */
    @Override
    public int hashCode() {
      int hash = maxChainDepth;
      for (ClientCa ca : cas) {
        hash = 31 * hash + ca.name().hashCode();
      }
      return hash;
    }
  }
}
