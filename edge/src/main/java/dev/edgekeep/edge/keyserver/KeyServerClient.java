package dev.edgekeep.edge.keyserver;

import dev.edgekeep.edge.dial.Destination;
import dev.edgekeep.edge.dial.Dialer;
import dev.edgekeep.edge.dial.ServerTls;
import dev.edgekeep.edge.dns.NameResolver;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.edge.metrics.KeyServerMetrics;
import dev.edgekeep.snapshot.KeyServer;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One key server with its addresses: the pool of each event loop, and the health that all share.
 */
final class KeyServerClient implements KeyOperations {
  /** A connection serves many operations, so connecting may take longer than one operation. */
  private static final Duration LEAST_CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private static final KeyServerFailure CLOSED =
      new KeyServerFailure(
          KeyServerFailure.Kind.UNREACHABLE, "this key server is no longer configured");

  private final KeyServer config;
  private final NameResolver names;
  private final KeyServerMetrics metrics;
  private final Timeouts timeouts;
  private final List<Target> targets = new ArrayList<>();
  private final ConcurrentMap<EventLoop, KeyServerPool> pools = new ConcurrentHashMap<>();
  private final CompletableFuture<@Nullable Void> answering = new CompletableFuture<>();
  private volatile boolean isClosed;

  /** One address, with the state that all event loops share. */
  private record Target(KeyServer.Address address, ServerTls tls, Health health) {}

  KeyServerClient(
      KeyServer config,
      NameResolver names,
      KeyServerMetrics metrics,
      EventLog events,
      InstantSource clock,
      Timeouts timeouts) {
    this.config = config;
    this.names = names;
    this.metrics = metrics;
    this.timeouts = timeouts;
    Map<String, ServerTls> tlsByName = new HashMap<>();
    for (KeyServer.Address address : config.addresses()) {
      String serverName = config.serverName() == null ? address.host() : config.serverName();
      ServerTls tls =
          tlsByName.computeIfAbsent(
              serverName, name -> ServerTls.strict(name, config.trust(), config.identity()));
      Health health =
          new Health(
              timeouts, new AddressEvents(address.toString(), events, clock), System.nanoTime());
      targets.add(new Target(address, tls, health));
    }
  }

  KeyServer config() {
    return config;
  }

  @Override
  public void perform(EventLoop loop, KeyRequest request, Callback callback) {
    if (loop.inEventLoop()) {
      performHere(loop, request, callback);
    } else {
      loop.execute(() -> performHere(loop, request, callback));
    }
  }

  private void performHere(EventLoop loop, KeyRequest request, Callback callback) {
    if (isClosed) {
      callback.failed(CLOSED);
    } else {
      pool(loop).perform(request, callback);
    }
  }

  private KeyServerPool pool(EventLoop loop) {
    KeyServerPool known = pools.get(loop);
    return known == null ? pools.computeIfAbsent(loop, this::newPool) : known;
  }

  private KeyServerPool newPool(EventLoop loop) {
    KeyServerPool pool = new KeyServerPool(config, loop, metrics, timeouts);
    Duration timeout =
        config.timeout().compareTo(LEAST_CONNECT_TIMEOUT) < 0
            ? LEAST_CONNECT_TIMEOUT
            : config.timeout();
    for (Target target : targets) {
      KeyServer.Address address = target.address;
      Dialer dialer =
          new Dialer(
              new Destination(
                  address.host(), address.port(), target.tls, timeout, config.forbidden()),
              names,
              loop);
      pool.add(
          new ManagedConnection(
              address.toString(),
              pool.connections().size(),
              pool,
              loop,
              dialer,
              target.health,
              metrics,
              timeouts));
    }
    return pool;
  }

  /** Completes once an address has answered. */
  CompletableFuture<@Nullable Void> answering() {
    return answering;
  }

  /** Connects from this event loop, and keeps connected. */
  void connect(EventLoop loop) {
    loop.execute(() -> {
      if (!isClosed) {
        pool(loop).connect();
      }
    });
  }

  /** An address has come back on one event loop: the others need not wait for their next retry. */
  private void connectEverywhere(String address) {
    onEveryLoop(pool -> {
      for (ManagedConnection managed : pool.connections()) {
        if (managed.address().equals(address)) {
          managed.connect();
        }
      }
    });
  }

  /** Accepts no more operations; connections close when the operations under way have ended. */
  void close() {
    end(KeyServerPool::close);
  }

  /** Closes all connections at once. */
  void shutDown() {
    end(pool -> pool.shutDown("the edge ends"));
  }

  private void end(Consumer<KeyServerPool> how) {
    isClosed = true;
    onEveryLoop(how);
  }

  private void onEveryLoop(Consumer<KeyServerPool> what) {
    pools.forEach((loop, pool) -> {
      try {
        loop.execute(() -> what.accept(pool));
      } catch (RejectedExecutionException _) {
        // The event loop has ended, and all its connections with it.
      }
    });
  }

  private final class AddressEvents implements Health.Listener {
    private final String address;
    private final EventLog events;
    private final InstantSource clock;

    AddressEvents(String address, EventLog events, InstantSource clock) {
      this.address = address;
      this.events = events;
      this.clock = clock;
    }

    @Override
    public void up(boolean isUp) {
      if (!isClosed) {
        metrics.up(address, isUp);
        if (isUp) {
          answering.complete(null);
          connectEverywhere(address);
        }
      }
    }

    @Override
    public void report(EdgeEvent.Kind kind, String detail) {
      events.record(
          EdgeEvent.ofNode(
              clock.instant(),
              kind,
              "key server %s: %s %s".formatted(config.name(), address, detail)));
    }
  }
}
