package dev.edgekeep.control.deploy;

import dev.edgekeep.control.api.DeploymentWait;
import dev.edgekeep.control.change.Deployer;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.origin.OriginHealth;
import dev.edgekeep.snapshot.Snapshot;
import java.time.Duration;
import java.time.Instant;
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
 * Brings changes to the nodes: compiles the snapshot of everything that has changed since the last
 * one, on a thread of its own, and puts it into the {@link Mailbox} of each node; then it remembers
 * what each node answered. Changes that come while a snapshot is compiled are deployed together.
 * Any thread.
 */
public final class Deployments implements Deployer, DeploymentWait, AutoCloseable {
  /** The time after which changes of which no snapshot could be compiled are tried again. */
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  /** The time between attempts doubles up to this. */
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

  private static final Duration STOP = Duration.ofSeconds(10);

  private final SnapshotMaker maker;
  private final List<Mailbox> mailboxes;
  private final DeploymentHistory history = new DeploymentHistory();
  private final InstantSource clock;
  private final Consumer<String> log;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, NodeState> states = new LinkedHashMap<>();
  private final Thread thread;

  /** Invalidations that are in no snapshot yet. */
  private List<Invalidation> waiting = new ArrayList<>();

  /** Invalidations of changes of which no snapshot could be compiled. */
  private final List<Invalidation> unmade = new ArrayList<>();

  /** The pause before the next attempt, if the latest one failed. The deployer's thread only. */
  private Duration retry = FIRST_RETRY;

  private long newest;
  private boolean closed;

  /** Compiles snapshots. One thread at a time. */
  public interface SnapshotMaker {
    /**
     * The snapshot after some changes. Blocks on the database.
     *
     * @param invalidations of the changes since the snapshot before
     */
    Snapshot make(List<Invalidation> invalidations);
  }

  /**
   * @param first the version that the nodes have in force at the start
   * @param log receives what went wrong
   */
  public Deployments(
      SnapshotMaker maker,
      List<Node> nodes,
      long first,
      InstantSource clock,
      Consumer<String> log) {
    this.maker = maker;
    this.mailboxes = nodes.stream().map(node -> new Mailbox(node, this::answered)).toList();
    this.clock = clock;
    this.log = log;
    this.newest = first;
    for (Node node : nodes) {
      states.put(node.name(), NodeState.connected(node.name()).applied(first, clock.instant()));
    }
    this.thread = Thread.ofPlatform().daemon().name("deployments").unstarted(this::run);
  }

  /** Starts the threads. */
  public void start() {
    mailboxes.forEach(Mailbox::start);
    thread.start();
  }

  @Override
  public void deploy(long version, List<Invalidation> invalidations) {
    lock.lock();
    try {
      waiting.addAll(invalidations);
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

  /**
   * The state of a version: rejected if any node refused it, else pending if any has not got it.
   */
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

  /** The newest version. */
  public long newest() {
    lock.lock();
    try {
      return newest;
    } finally {
      lock.unlock();
    }
  }

  /** The number of requests that each rule matched, on all nodes, by its name in the snapshot. */
  public Map<String, Long> ruleMatches() {
    Map<String, Long> matches = new HashMap<>();
    for (Mailbox mailbox : mailboxes) {
      mailbox.node().ruleMatches().forEach((rule, count) -> matches.merge(rule, count, Long::sum));
    }
    return matches;
  }

  /** The health of the servers of an origin, by its name in the snapshot, as each node sees it. */
  public List<OriginHealth> originHealth(String origin) {
    return mailboxes.stream()
        .flatMap(mailbox -> mailbox.node().originHealth(origin).stream())
        .toList();
  }

  /** The state of each node. */
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

  /** The changes up to a version. */
  private record Work(long version, List<Invalidation> invalidations) {}

  private @Nullable Work next() {
    lock.lock();
    try {
      long left = unmade.isEmpty() ? Long.MAX_VALUE : retry.toNanos();
      while (waiting.isEmpty() && left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
      if (closed) {
        return null;
      }
      waiting.addAll(0, unmade);
      unmade.clear();
      Work work = new Work(newest, waiting);
      waiting = new ArrayList<>();
      return work;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void carryOut(Work work) {
    Snapshot snapshot;
    try {
      snapshot = maker.make(work.invalidations());
    } catch (RuntimeException e) {
      String reason = String.valueOf(e.getMessage());
      log.accept("version %d cannot be made: %s".formatted(work.version(), reason));
      keep(work);
      Duration twice = retry.multipliedBy(2);
      retry = twice.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : twice;
      mailboxes.forEach(
          mailbox -> update(mailbox.node(), state -> state.refused(work.version(), reason)));
      return;
    }
    retry = FIRST_RETRY;
    Deployment deployment = history.deployment(work.version(), snapshot);
    mailboxes.forEach(mailbox -> mailbox.put(deployment));
  }

  /** Changes of which no snapshot could be compiled are tried again soon, or with the next one. */
  private void keep(Work work) {
    lock.lock();
    try {
      unmade.addAll(work.invalidations());
    } finally {
      lock.unlock();
    }
  }

  private void answered(Node node, Deployment deployment, Acknowledgement answer) {
    long version = deployment.version();
    switch (answer) {
      case Acknowledgement.InForce() ->
          update(node, state -> state.applied(version, clock.instant()));
      case Acknowledgement.Refused(String reason) -> {
        log.accept("%s refused version %d: %s".formatted(node.name(), version, reason));
        update(node, state -> state.refused(version, reason));
      }
      // It stays pending.
      case Acknowledgement.Unreachable(String reason) ->
          log.accept(
              "%s cannot be reached with version %d: %s".formatted(node.name(), version, reason));
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

  /** Ends after what is under way, for which it waits some seconds. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    mailboxes.forEach(Mailbox::close);
    try {
      Instant end = Instant.now().plus(STOP);
      thread.join(STOP);
      for (Mailbox mailbox : mailboxes) {
        mailbox.awaitEnd(Duration.between(Instant.now(), end));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
