package dev.edgekeep.control.deploy;

import dev.edgekeep.control.api.DeploymentWait;
import dev.edgekeep.control.change.Deployer;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.snapshot.Snapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes changes to the nodes, on a thread of its own: makes the snapshot of all that has changed
 * since the last, hands it to each node, and remembers what became of it. Changes that come while
 * one is under way go together with the next. Any thread.
 */
public final class Deployments implements Deployer, DeploymentWait, AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(10);

  private final SnapshotMaker maker;
  private final List<Node> nodes;
  private final InstantSource clock;
  private final Consumer<String> log;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, NodeState> states = new LinkedHashMap<>();
  private final Thread thread;

  /** Invalidations that no snapshot has taken in yet. */
  private List<Invalidation> waiting = new ArrayList<>();

  /** Invalidations of changes of which no snapshot could be made. */
  private final List<Invalidation> unmade = new ArrayList<>();

  private long newest;
  private boolean closed;

  /** Makes snapshots. One thread at a time. */
  public interface SnapshotMaker {
    /**
     * The snapshot after some changes. Blocks on the database.
     *
     * @param touched since the snapshot before
     */
    Snapshot make(List<Invalidation> touched);
  }

  /**
   * @param first the version of what the nodes have at the start
   * @param log told what went wrong
   */
  public Deployments(
      SnapshotMaker maker,
      List<Node> nodes,
      long first,
      InstantSource clock,
      Consumer<String> log) {
    this.maker = maker;
    this.nodes = List.copyOf(nodes);
    this.clock = clock;
    this.log = log;
    this.newest = first;
    for (Node node : nodes) {
      states.put(node.name(), NodeState.connected(node.name()).applied(first, clock.instant()));
    }
    this.thread = Thread.ofPlatform().daemon().name("deployments").unstarted(this::run);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  @Override
  public void deploy(long version, List<Invalidation> touched) {
    lock.lock();
    try {
      waiting.addAll(touched);
      newest = Math.max(newest, version);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String await(long version, Duration atMost) {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (state(version) == DeploymentState.PENDING && left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
      return state(version).label();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return DeploymentState.PENDING.label();
    } finally {
      lock.unlock();
    }
  }

  /** How far a version is: refused by any, then pending with any. */
  public DeploymentState state(long version) {
    lock.lock();
    try {
      DeploymentState worst = DeploymentState.DEPLOYED;
      for (NodeState node : states.values()) {
        DeploymentState state = node.of(version);
        if (state == DeploymentState.REJECTED) {
          return state;
        }
        worst = state == DeploymentState.PENDING ? state : worst;
      }
      return worst;
    } finally {
      lock.unlock();
    }
  }

  /** The newest version that there is. */
  public long newest() {
    lock.lock();
    try {
      return newest;
    } finally {
      lock.unlock();
    }
  }

  /** How many requests each rule was true of, on all nodes, by its name in the snapshot. */
  public Map<String, Long> ruleMatches() {
    Map<String, Long> matches = new HashMap<>();
    for (Node node : nodes) {
      node.ruleMatches().forEach((rule, count) -> matches.merge(rule, count, Long::sum));
    }
    return matches;
  }

  /** What each node has. */
  public List<NodeState> nodes() {
    lock.lock();
    try {
      return List.copyOf(states.values());
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Work work = next();
    while (work != null) {
      carryOut(work);
      work = next();
    }
  }

  /** What has changed up to a version. */
  private record Work(long version, List<Invalidation> touched) {}

  private @Nullable Work next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      if (closed) {
        return null;
      }
      waiting.addAll(0, unmade);
      unmade.clear();
      Work work = new Work(newest, waiting);
      waiting = new ArrayList<>();
      return work;
    } finally {
      lock.unlock();
    }
  }

  private void carryOut(Work work) {
    Snapshot snapshot;
    try {
      snapshot = maker.make(work.touched());
    } catch (RuntimeException e) {
      String reason = String.valueOf(e.getMessage());
      log.accept("version %d cannot be made: %s".formatted(work.version(), reason));
      keep(work);
      nodes.forEach(node -> update(node, state -> state.refused(work.version(), reason)));
      return;
    }
    for (Node node : nodes) {
      apply(node, work.version(), snapshot);
    }
  }

  /** What could not be made is tried again with the next change. */
  private void keep(Work work) {
    lock.lock();
    try {
      unmade.addAll(work.touched());
    } finally {
      lock.unlock();
    }
  }

  private void apply(Node node, long version, Snapshot snapshot) {
    try {
      node.apply(version, snapshot);
      update(node, state -> state.applied(version, clock.instant()));
    } catch (NodeRefusedException | RuntimeException e) {
      String reason = String.valueOf(e.getMessage());
      log.accept("%s refused version %d: %s".formatted(node.name(), version, reason));
      update(node, state -> state.refused(version, reason));
    }
  }

  private void update(Node node, UnaryOperator<NodeState> change) {
    lock.lock();
    try {
      states.computeIfPresent(node.name(), (name, state) -> change.apply(state));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends after what is under way. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
