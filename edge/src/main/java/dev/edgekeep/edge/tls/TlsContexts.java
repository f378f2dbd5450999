package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.keyserver.KeyOperations;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.tls.ServerContext;
import dev.edgekeep.tls.ServerProtocol;
import dev.edgekeep.tls.SessionKey;
import dev.edgekeep.x509.cert.Certificate;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of the hosts, one for each protocol that a client of the host speaks. Each is built
 * when the first such client comes, and kept while the host's configuration and trust stay the
 * same. Thread-safe.
 */
public final class TlsContexts {
  private final Executor builder;
  private final HostProfiles profiles;
  private final List<Table> tables;
  private final List<ServerProtocol> protocols;

  /** Contexts whose hosts are gone, until no handshake can be about to use them. */
  private final Set<Retired> retired = ConcurrentHashMap.newKeySet();

  /** The contexts of one protocol. */
  private record Table(
      ServerProtocol protocol,
      ConcurrentMap<ServedHost, CompletableFuture<ServerContext>> contexts) {}

  /** A context that is no longer in a table. */
  private record Retired(CompletableFuture<ServerContext> context) {}

  /**
   * @param protocols in the order in which they are asked about the first bytes of a connection;
   *     the last one gets what no other recognizes
   * @param builder where contexts are built, so that no event loop waits for one
   * @param keyServers perform the operations with keys that the edge does not have
   * @param staples the OCSP responses that the node fetches for server certificates
   */
  public TlsContexts(
      List<ServerProtocol> protocols,
      Executor builder,
      Function<KeyServer, KeyOperations> keyServers,
      Function<ServerCertificate, byte @Nullable []> staples,
      InstantSource clock) {
    this.protocols = List.copyOf(protocols);
    this.builder = builder;
    this.profiles = new HostProfiles(keyServers, staples, clock);
    this.tables =
        this.protocols.stream()
            .map(protocol -> new Table(protocol, new ConcurrentHashMap<>()))
            .toList();
  }

  List<ServerProtocol> protocols() {
    return protocols;
  }

  /**
   * The host's context, done already unless this is the first client. Listeners run on {@code
   * executor}.
   *
   * @param protocol one of those that were given
   */
  Future<ServerContext> forHost(ServerProtocol protocol, ServedHost host, EventExecutor executor) {
    Table table = table(protocol);
    CompletableFuture<ServerContext> context = table.contexts.get(host);
    if (context == null) {
      context = table.contexts.computeIfAbsent(host, first -> build(protocol, first));
    }
    if (context.isDone() && !context.isCompletedExceptionally()) {
      return executor.newSucceededFuture(context.join());
    }
    Promise<ServerContext> promise = executor.newPromise();
    context.whenComplete((built, failure) -> {
      if (failure == null) {
        promise.setSuccess(built);
      } else {
        promise.setFailure(failure.getCause() == null ? failure : failure.getCause());
      }
    });
    return promise;
  }

  private Table table(ServerProtocol protocol) {
    for (Table table : tables) {
      if (table.protocol.equals(protocol)) {
        return table;
      }
    }
    throw new IllegalArgumentException("the protocol is not served here");
  }

  private CompletableFuture<ServerContext> build(ServerProtocol protocol, ServedHost host) {
    return CompletableFuture.supplyAsync(() -> protocol.newContext(profiles.of(host)), builder);
  }

  /** Returns whether the host has a context already, of any protocol. */
  public boolean isBuilt(ServedHost host) {
    for (Table table : tables) {
      CompletableFuture<ServerContext> context = table.contexts.get(host);
      if (context != null && context.isDone() && !context.isCompletedExceptionally()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Forgets the contexts of hosts that {@code served} no longer contains.
   *
   * @return releases their native memory; to be run when no handshake can be about to begin with
   *     them
   */
  public Runnable retain(HostTable served) {
    List<Retired> gone = new ArrayList<>();
    for (Table table : tables) {
      table
          .contexts
          .entrySet()
          .removeIf(entry -> {
            boolean drop = served.get(entry.getKey().config().name().name()) != entry.getKey();
            if (drop) {
              gone.add(new Retired(entry.getValue()));
            }
            return drop;
          });
    }
    retired.addAll(gone);
    return () -> gone.forEach(this::releaseRetired);
  }

  /** Releases a context once: the caller that takes it out of the set does. */
  private void releaseRetired(Retired gone) {
    if (retired.remove(gone)) {
      gone.context().thenAccept(ServerContext::release);
    }
  }

  /**
   * Builds the contexts of the hosts with a certificate again; those before serve until then.
   * Sessions stay valid.
   *
   * @param release gets what releases the memory of a context that was replaced; to be run when no
   *     handshake can be about to begin with it
   */
  public void rebuild(Certificate leaf, Consumer<Runnable> release) {
    for (Table table : tables) {
      for (Map.Entry<ServedHost, CompletableFuture<ServerContext>> entry :
          table.contexts.entrySet()) {
        ServedHost host = entry.getKey();
        if (has(host, leaf)) {
          var _ =
              build(table.protocol, host)
                  .thenAccept(built -> replace(table, host, entry.getValue(), built, release));
        }
      }
    }
  }

  /** Returns whether there is a context of a host with a certificate. */
  public boolean serves(Certificate leaf) {
    return tables.stream()
        .flatMap(table -> table.contexts.keySet().stream())
        .anyMatch(host -> has(host, leaf));
  }

  private static boolean has(ServedHost host, Certificate leaf) {
    return host.config().certificates().stream().anyMatch(each -> each.leaf().equals(leaf));
  }

  private void replace(
      Table table,
      ServedHost host,
      CompletableFuture<ServerContext> old,
      ServerContext built,
      Consumer<Runnable> release) {
    if (table.contexts.replace(host, old, CompletableFuture.completedFuture(built))) {
      Retired gone = new Retired(old);
      retired.add(gone);
      release.accept(() -> releaseRetired(gone));
    } else {
      built.release(); // the host is gone, or was built again meanwhile
    }
  }

  /** Adds keys of this node that seal sessions from now on; to be called once an hour. */
  public void rotateSessionKeys() {
    protocols.forEach(ServerProtocol::rotateSessionKeys);
  }

  /**
   * Replaces the keys that seal sessions by keys that other nodes have, too.
   *
   * @param keys at least one; the first seals, all open
   */
  public void useSessionKeys(List<SessionKey> keys) {
    protocols.forEach(protocol -> protocol.useSessionKeys(keys));
  }

  /** Releases everything, also what waits to be released. No handshake may begin after. */
  public void close() {
    for (Table table : tables) {
      table.contexts.values().forEach(context -> context.thenAccept(ServerContext::release));
      table.contexts.clear();
    }
    retired.forEach(this::releaseRetired);
  }
}
