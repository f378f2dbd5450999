package dev.edgekeep.edge.feed;

import dev.edgekeep.edge.clientauth.ClientTrust;
import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the host table of a snapshot out of the one before it: a host that did not change stays the
 * object that it was, with its TLS context and the chains that were verified for it. One thread at
 * a time.
 */
public final class HostAssembly {
  private Map<TrustKey, ClientTrust> trusts = Map.of();
  private HostTable table = HostTable.EMPTY;

  /** The table for {@code snapshot}, which becomes the one before. */
  public HostTable assemble(Snapshot snapshot) {
    Map<TrustKey, ClientTrust> kept = new HashMap<>();
    Map<String, ServedHost> byName = HashMap.newHashMap(snapshot.hosts().size());
    for (Host host : snapshot.hosts().values()) {
      String name = host.name().name();
      ClientTrust trust = trust(host.clientAuth(), kept);
      ServedHost before = table.get(name);
      boolean same = before != null && isUnchanged(before, host, trust);
      byName.put(name, same ? before : new ServedHost(host, trust));
    }
    trusts = kept;
    table = new HostTable(byName);
    return table;
  }

  /**
   * Whether a host is served as before. The trust stands for its CAs, which are compared once and
   * not for every host: a revocation list may be large.
   */
  // A trust is one object for as long as it does not change.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isUnchanged(ServedHost before, Host now, ClientTrust trust) {
    Host was = before.config();
    return before.trust() == trust
        && was.clientAuth().mode() == now.clientAuth().mode()
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
    /** By the names only: what is revoked may be a million serial numbers. */
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
