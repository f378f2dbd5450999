package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.keyserver.KeyOperations;
import dev.edgekeep.snapshot.KeyServer;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The TLS contexts of the hosts, each built when its first client comes and kept while the host is
 * served as it is. Thread-safe.
 */
public final class TlsContexts {
  private final Executor builder;
  private final Function<KeyServer, KeyOperations> keyServers;
  private final InstantSource clock;
  private final TicketKeys ticketKeys = new TicketKeys(new SecureRandom());
  private final ConcurrentMap<ServedHost, CompletableFuture<HostTls>> contexts =
      new ConcurrentHashMap<>();

  /** Those whose hosts are gone, until nobody can be about to use them. */
  private final Set<Retired> retired = ConcurrentHashMap.newKeySet();

  /** A context that is in no table any more. */
  private record Retired(CompletableFuture<HostTls> context) {}

  /**
   * @param builder where contexts are built, so that no event loop waits for one
   * @param keyServers who has the keys of hosts without
   */
  public TlsContexts(
      Executor builder, Function<KeyServer, KeyOperations> keyServers, InstantSource clock) {
    this.builder = builder;
    this.keyServers = keyServers;
    this.clock = clock;
  }

  /**
   * The host's context, done already unless this is the first client. Listeners run on {@code
   * executor}.
   */
  Future<HostTls> forHost(ServedHost host, EventExecutor executor) {
    CompletableFuture<HostTls> context = contexts.get(host);
    if (context == null) {
      context = contexts.computeIfAbsent(host, this::build);
    }
    if (context.isDone() && !context.isCompletedExceptionally()) {
      return executor.newSucceededFuture(context.join());
    }
    Promise<HostTls> promise = executor.newPromise();
    context.whenComplete((tls, failure) -> {
      if (failure == null) {
        promise.setSuccess(tls);
      } else {
        promise.setFailure(failure.getCause() == null ? failure : failure.getCause());
      }
    });
    return promise;
  }

  private CompletableFuture<HostTls> build(ServedHost host) {
    return CompletableFuture.supplyAsync(
        () -> HostTls.build(host, ticketKeys, keyServers, clock), builder);
  }

  /** Whether the host's context is there already. */
  public boolean isBuilt(ServedHost host) {
    CompletableFuture<HostTls> context = contexts.get(host);
    return context != null && context.isDone() && !context.isCompletedExceptionally();
  }

  /**
   * Forgets the contexts of hosts that {@code served} does not hold any more.
   *
   * @return releases their native memory; to be run when no handshake can be about to begin with
   *     them
   */
  public Runnable retain(HostTable served) {
    List<Retired> gone = new ArrayList<>();
    contexts
        .entrySet()
        .removeIf(entry -> {
          boolean drop = served.get(entry.getKey().config().name().name()) != entry.getKey();
          if (drop) {
            gone.add(new Retired(entry.getValue()));
          }
          return drop;
        });
    retired.addAll(gone);
    return () -> gone.forEach(this::releaseRetired);
  }

  /** Once only: whoever takes it out of the set. */
  private void releaseRetired(Retired gone) {
    if (retired.remove(gone)) {
      gone.context().thenAccept(HostTls::release);
    }
  }

  /** Brings new ticket keys to every context; to be called once an hour. */
  public void rotateTicketKeys() {
    ticketKeys.rotate();
    contexts
        .values()
        .forEach(context -> context.thenAccept(tls -> tls.setTicketKeys(ticketKeys.current())));
  }

  /** Releases everything, also what waits to be released. No handshake may begin after. */
  public void close() {
    contexts.values().forEach(context -> context.thenAccept(HostTls::release));
    contexts.clear();
    retired.forEach(this::releaseRetired);
  }
}
