package dev.edgekeep.edge.keyserver;

import dev.edgekeep.edge.dial.Dialer;
import dev.edgekeep.edge.dial.ServerTls;
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

/** One key server, with its addresses: what each event loop has of it, and what all know. */
final class KeyServerClient implements KeyOperations {
  /** A connection is not made for one operation, so that it may take longer than one. */
  private static final Duration LEAST_CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private static final KeyServerFailure CLOSED =
      new KeyServerFailure(
          KeyServerFailure.Kind.UNREACHABLE, "this key server is no longer configured");

  private final KeyServer config;
  private final KeyServerMetrics metrics;
  private final Pace pace;
  private final List<Target> targets = new ArrayList<>();
  private final ConcurrentMap<EventLoop, KeyServerPool> pools = new ConcurrentHashMap<>();
  private final CompletableFuture<@Nullable Void> answering = new CompletableFuture<>();
  private volatile boolean isClosed;

  /** One address, with what all event loops have of it in common. */
  private record Target(KeyServer.Address address, ServerTls tls, Health health) {}

  KeyServerClient(
      KeyServer config, KeyServerMetrics metrics, EventLog events, InstantSource clock, Pace pace) {
    this.config = config;
    this.metrics = metrics;
    this.pace = pace;
    Map<String, ServerTls> tlsByName = new HashMap<>();
    for (KeyServer.Address address : config.addresses()) {
      String serverName = config.serverName() == null ? address.host() : config.serverName();
      ServerTls tls =
          tlsByName.computeIfAbsent(
              serverName, name -> ServerTls.strict(name, config.trust(), config.identity()));
      Health health =
          new Health(pace, new Teller(address.toString(), events, clock), System.nanoTime());
      targets.add(new Target(address, tls, health));
    }
  }

  KeyServer config() {
    return config;
  }

  @Override
  public void perform(EventLoop loop, KeyRequest request, Result result) {
    if (loop.inEventLoop()) {
      performHere(loop, request, result);
    } else {
      loop.execute(() -> performHere(loop, request, result));
    }
  }

  private void performHere(EventLoop loop, KeyRequest request, Result result) {
    if (isClosed) {
      result.failed(CLOSED);
    } else {
      pool(loop).perform(request, result);
    }
  }

  private KeyServerPool pool(EventLoop loop) {
    KeyServerPool known = pools.get(loop);
    return known == null ? pools.computeIfAbsent(loop, this::newPool) : known;
  }

  private KeyServerPool newPool(EventLoop loop) {
    KeyServerPool pool = new KeyServerPool(config, loop, metrics, pace);
    Duration timeout =
        config.timeout().compareTo(LEAST_CONNECT_TIMEOUT) < 0
            ? LEAST_CONNECT_TIMEOUT
            : config.timeout();
    for (Target target : targets) {
      KeyServer.Address address = target.address;
      Dialer dialer =
          new Dialer(address.host(), address.port(), target.tls, timeout, loop, config.forbidden());
      pool.add(
          new Link(
              address.toString(),
              pool.links().size(),
              pool,
              loop,
              dialer,
              target.health,
              metrics,
              pace));
    }
    return pool;
  }

  /** Completed once an address has answered. */
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

  /**
   * An address has come back on one event loop: the others need not wait for their turn to try it.
   */
  private void connectEverywhere(String address) {
    onEveryLoop(pool -> {
      for (Link link : pool.links()) {
        if (link.address().equals(address)) {
          link.connect();
        }
      }
    });
  }

  /** Takes no more operations; connections end when those under way have. */
  void close() {
    end(KeyServerPool::close);
  }

  /** Ends at once. */
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

  private final class Teller implements Health.Notices {
    private final String address;
    private final EventLog events;
    private final InstantSource clock;

    Teller(String address, EventLog events, InstantSource clock) {
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
    public void tell(EdgeEvent.Kind kind, String what) {
      events.record(
          EdgeEvent.ofNode(
              clock.instant(),
              kind,
              "key server %s: %s %s".formatted(config.name(), address, what)));
    }
  }
}
