package dev.edgekeep.edge.host;

import dev.edgekeep.edge.clientauth.ClientTrust;
import dev.edgekeep.edge.clientauth.RemoteSources;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostMap;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Snapshot;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Derives the host table of a snapshot from the one before it: a host that did not change stays the
 * same object, with its TLS context and the chains that were verified for it. One thread at a time.
 */
public final class HostAssembly {
  private final RemoteSources sources;
  private final Map<TrustKey, ClientTrust> trusts = new HashMap<>();
  private HostMap hosts = HostMap.EMPTY;
  private List<Part> parts = Collections.nCopies(HostMap.PARTS, Part.EMPTY);
  private HostTable table = HostTable.EMPTY;

  /** The result for a part of the hosts. */
  private record Part(Map<String, ServedHost> hosts, Set<ClientTrust> trusts) {
    static final Part EMPTY = new Part(Map.of(), Set.of());
  }

  /** Hosts of a node that obtains no revocation status from elsewhere. */
  public HostAssembly() {
    this(RemoteSources.NONE);
  }

  /**
   * @param sources the revocation status that the node obtains from elsewhere
   */
  public HostAssembly(RemoteSources sources) {
    this.sources = sources;
  }

  /** Puts in force the lists that have been fetched, for all hosts. */
  public void useFetchedLists() {
    trusts.values().forEach(ClientTrust::useFetchedLists);
  }

  /**
   * The table for {@code snapshot}, from which the next one is derived. Revoked serial numbers are
   * in force when this returns, for the hosts of the table before as well.
   */
  // Where only revocations changed, the map of the hosts is the same object.
  @SuppressWarnings("ReferenceEquality")
  public HostTable assemble(Snapshot snapshot) {
    HostMap next = HostMap.of(snapshot.hosts());
    if (next != hosts) {
      parts = parts(next);
      hosts = next;
      table = new HostTable(parts.stream().map(Part::hosts).toList());
      dropUnusedTrusts();
    }
    trusts.values().forEach(trust -> trust.revoke(snapshot.revokedSerials()));
    table = table.without(reasons(snapshot.unavailable()));
    return table;
  }

  private static Map<String, String> reasons(Map<HostPattern, String> unavailable) {
    Map<String, String> reasons = HashMap.newHashMap(unavailable.size());
    unavailable.forEach((name, reason) -> reasons.put(name.name(), reason));
    return reasons;
  }

  // A part of the hosts is the same object for as long as none of them changes.
  @SuppressWarnings("ReferenceEquality")
  private List<Part> parts(HostMap next) {
    IdentityHashMap<ClientAuth, ClientTrust> known = new IdentityHashMap<>();
    return IntStream.range(0, HostMap.PARTS)
        .mapToObj(index -> {
          Part before = parts.get(index);
          return next.part(index) == hosts.part(index)
              ? before
              : part(next.part(index).values(), before.hosts(), known);
        })
        .toList();
  }

  private Part part(
      Collection<Host> hosts,
      Map<String, ServedHost> before,
      IdentityHashMap<ClientAuth, ClientTrust> known) {
    Map<String, ServedHost> byName = HashMap.newHashMap(hosts.size());
    Set<ClientTrust> used = new HashSet<>();
    for (Host host : hosts) {
      String name = host.name().name();
      ClientTrust trust = known.computeIfAbsent(host.clientAuth(), this::trust);
      ServedHost was = before.get(name);
      boolean same = was != null && isUnchanged(was, host, trust);
      byName.put(name, same ? was : new ServedHost(host, trust));
      used.add(trust);
    }
    return new Part(byName, used);
  }

  private void dropUnusedTrusts() {
    Set<ClientTrust> used = new HashSet<>();
    parts.forEach(part -> used.addAll(part.trusts()));
    trusts.values().retainAll(used);
  }

  /**
   * Returns whether a host is served as before. The trust stands for its CAs, which are compared
   * once and not for every host: a revocation list may be large.
   */
  // A trust is one object for as long as it does not change.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isUnchanged(ServedHost before, Host now, ClientTrust trust) {
    Host was = before.config();
    return before.trust() == trust && (was == now || isEqual(was, now));
  }

  private static boolean isEqual(Host was, Host now) {
    return was.clientAuth().mode() == now.clientAuth().mode()
        && Objects.equals(was.clientAuth().fromHeader(), now.clientAuth().fromHeader())
        && was.certificates().equals(now.certificates())
        && was.tls().equals(now.tls())
        && was.https().equals(now.https())
        && was.forward().equals(now.forward())
        && was.exchange().equals(now.exchange())
        && was.origin().equals(now.origin())
        && was.routes().equals(now.routes());
  }

  private ClientTrust trust(ClientAuth auth) {
    if (auth.mode() == ClientAuth.Mode.OFF) {
      return ClientTrust.NOBODY;
    }
    return trusts.computeIfAbsent(
        new TrustKey(auth.cas(), auth.maxChainDepth()),
        missing -> ClientTrust.of(missing.cas(), missing.maxChainDepth(), sources));
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
