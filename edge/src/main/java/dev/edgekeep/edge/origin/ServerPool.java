package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.origin.balance.Candidate;
import dev.edgekeep.edge.proxyprotocol.EncodedHeader;
import dev.edgekeep.snapshot.ConnectionLimits;
import dev.edgekeep.snapshot.Origin;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One server of an origin on one event loop: its connections for all clients, and, for an origin
 * that gets the PROXY protocol, those of each client beside them. All of them count in the load and
 * the limits of the server. Event loop only, so there are no locks.
 */
final class ServerPool implements Candidate {
  private static final int MAX_OPEN = 4096;

  private final Setup setup;
  private final PooledConnections common;
  private @Nullable PooledConnections forUpgrades;
  private int open;
  private int streams;
  private int waiting;

  /**
   * The parts that do not change.
   *
   * @param upgrades the way for requests for an upgrade, where the usual connections cannot carry
   *     them; null: there is no other
   * @param limits of the connections to the server; null: none but the edge's own
   */
  record Setup(
      OriginServer server,
      Origin.Server settings,
      Wire wire,
      @Nullable Wire upgrades,
      SharedServer shared,
      @Nullable ConnectionLimits limits,
      EventLoop loop,
      OriginPools.PoolParts parts) {}

  ServerPool(Setup setup) {
    this.setup = setup;
    this.common = new PooledConnections(this, setup.wire(), null, none -> {});
  }

  Setup setup() {
    return setup;
  }

  /** The connections for a request: those for all clients, or those of the client it names. */
  PooledConnections connections(OriginRequest request) {
    ProxiedClient client = request.proxiedClient();
    Wire other = request.upgrade() == null ? null : wireOfUpgrades();
    if (client != null) {
      return client.connections().of(this, other == null ? setup.wire() : other, client.header());
    }
    return other == null ? common : forUpgrades(other);
  }

  /** The way for requests for an upgrade; null when it is the usual one. */
  private @Nullable Wire wireOfUpgrades() {
    return setup.wire().protocol().carriesUpgrades() ? null : setup.upgrades();
  }

  private PooledConnections forUpgrades(Wire wire) {
    PooledConnections known = forUpgrades;
    if (known == null) {
      known = new PooledConnections(this, wire, null, none -> {});
      forUpgrades = known;
    }
    return known;
  }

  /**
   * Connections for one client.
   *
   * @param header that they begin with
   * @param unused called when there is no connection and no waiter left
   */
  PooledConnections dedicated(Wire wire, EncodedHeader header, Consumer<PooledConnections> unused) {
    return new PooledConnections(this, wire, header, unused);
  }

  /** The server, {@code host:port}. */
  @Override
  public String name() {
    return setup.server().name();
  }

  /** The state that this server has for the whole node. */
  SharedServer shared() {
    return setup.shared();
  }

  /** Reserves a connection within the edge's own limits. Returns the refusal if none is left. */
  @Nullable OriginFailure reserve() {
    if (open >= MAX_OPEN) {
      return noCapacity("it has " + MAX_OPEN + " connections of ours open");
    }
    if (!setup.parts().limit().tryAcquire()) {
      return noCapacity("all connections to origins that this node may have are taken");
    }
    open++;
    return null;
  }

  private static OriginFailure noCapacity(String detail) {
    return new OriginFailure(OriginFailure.Kind.NO_CAPACITY, detail);
  }

  /** Gives back what was reserved. */
  void release() {
    open--;
    setup.parts().limit().release();
  }

  void countStreams(int more) {
    streams += more;
  }

  void countWaiting(int more) {
    waiting += more;
  }

  /** Streams that are open, and requests that wait for one. */
  @Override
  public int requests() {
    return streams + waiting;
  }

  @Override
  public boolean isHealthy(long now) {
    return shared().health().isHealthy(now);
  }

  @Override
  public int weight() {
    return setup.settings().weight();
  }

  @Override
  public double share(long now) {
    return shared().health().share(now);
  }

  @Override
  public boolean isBusy() {
    return common.isBusy();
  }

  @Override
  public boolean isBackup() {
    return setup.settings().backup();
  }

  boolean isUnused() {
    return open == 0 && waiting == 0;
  }

  /** It is in no use any more. */
  void close() {
    common.retire();
    if (forUpgrades != null) {
      forUpgrades.retire();
    }
  }
}
