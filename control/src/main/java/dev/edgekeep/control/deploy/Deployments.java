package dev.edgekeep.control.deploy;

import dev.edgekeep.control.api.DeploymentWait;
import dev.edgekeep.control.change.Deployer;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.origin.OriginHealth;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
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
  private final Mailboxes mailboxes;
  private final RemoteNodes remote;
  private final InstantSource clock;
  private final Consumer<String> log;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final DeploymentStates states;
  private final Thread thread;

  /** Invalidations that are in no snapshot yet. */
  private List<Invalidation> waiting = new ArrayList<>();

  /** Invalidations of changes of which no snapshot could be compiled. */
  private final List<Invalidation> unmade = new ArrayList<>();

  /** The pause before the next attempt, if the latest one failed. The deployer's thread only. */
  private Duration retry = FIRST_RETRY;

  private final GroupedSnapshot initial;
  private volatile Compiled latest;
  private long newest;
  private boolean closed;

  /** The snapshot of a version. */
  public record Compiled(long version, GroupedSnapshot snapshot) {}

  /** Compiles snapshots. */
  @FunctionalInterface
  public interface SnapshotMaker {
    /**
     * The snapshot after some changes. Blocks on the database. One thread at a time.
     *
     * @param invalidations of the changes since the snapshot before
     */
    GroupedSnapshot make(List<Invalidation> invalidations);

    /** The name of a client CA in the latest snapshot; null: it has none. Any thread. */
    default @Nullable String clientCaName(String clientCaId) {
      return null;
    }
  }

  /**
   * @param nodes of this process
   * @param first the version that they have in force at the start
   * @param initial the snapshot of that version
   * @param log receives what went wrong
   */
  public Deployments(
      SnapshotMaker maker,
      List<Node> nodes,
      RemoteNodes remote,
      long first,
      GroupedSnapshot initial,
      InstantSource clock,
      Consumer<String> log) {
    this.maker = maker;
    this.mailboxes = new Mailboxes(nodes, remote, this::answered, this::published);
    this.remote = remote;
    this.initial = initial;
    this.latest = new Compiled(first, initial);
    this.clock = clock;
    this.log = log;
    this.newest = first;
    this.states = new DeploymentStates(nodes, remote, first, clock.instant());
    this.thread = Thread.ofPlatform().daemon().name("deployments").unstarted(this::run);
  }

  /** Starts the threads. */
  public void start() {
    mailboxes.start();
    states.start();
    thread.start();
  }

  @Override
  public void deploy(long version, List<Invalidation> invalidations) {
    Map<String, SerialSet> revoked = revoked(invalidations);
    if (!revoked.isEmpty()) {
      remote.revoke(version, revoked);
    }
    lock.lock();
    try {
      waiting.addAll(invalidations);
      newest = Math.max(newest, version);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Revocations do not wait for the snapshot that has them. */
  private Map<String, SerialSet> revoked(List<Invalidation> invalidations) {
    Map<String, SerialSet> revoked = new HashMap<>();
    for (Invalidation each : invalidations) {
      if (each instanceof Invalidation.Serial(String ca, SerialNumber serial, boolean isRevoked)
          && isRevoked) {
        String name = maker.clientCaName(ca);
        if (name != null) {
          revoked.merge(name, SerialSet.of(List.of(serial)), (all, one) -> all.with(serial));
        }
      }
    }
    return revoked;
  }

  @Override
  public String await(long version, Duration atMost) {
    return states.await(version, atMost);
  }

  /**
   * The state of a version: rejected if any node refused it, else pending if any has not got it.
   * Nodes that are gone do not count.
   */
  public DeploymentState state(long version) {
    return states.of(version);
  }

  /** The newest snapshot that was compiled: all nodes have it, or are being sent it. */
  public Compiled latest() {
    return latest;
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
    Map<String, Long> matches = new HashMap<>(remote.ruleMatches());
    for (Node node : mailboxes.nodes()) {
      node.ruleMatches().forEach((rule, count) -> matches.merge(rule, count, Long::sum));
    }
    return matches;
  }

  /** What each node has counted. */
  public List<NodeTotals> totals() {
    return Stream.concat(
            mailboxes.nodes().stream()
                .map(node -> new NodeTotals(node.name(), node.group(), "", node.totals())),
            remote.totals().stream())
        .filter(each -> !each.totals().isEmpty())
        .toList();
  }

  /** The health of the servers of an origin, by its name in the snapshot, as each node sees it. */
  public List<OriginHealth> originHealth(String origin) {
    return Stream.concat(
            mailboxes.nodes().stream().flatMap(node -> node.originHealth(origin).stream()),
            remote.originHealth(origin).stream())
        .toList();
  }

  /** The state of each node, those of this process first. */
  public List<NodeState> nodes() {
    return states.all();
  }

  /** The state of each node of this process. */
  public List<NodeState> localNodes() {
    return states.local();
  }

  private void run() {
    mailboxes.putToGroups(newest(), initial);
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
    GroupedSnapshot snapshot;
    try {
      snapshot = maker.make(work.invalidations());
    } catch (RuntimeException e) {
      String reason = String.valueOf(e.getMessage());
      log.accept("version %d cannot be made: %s".formatted(work.version(), reason));
      keep(work);
      Duration twice = retry.multipliedBy(2);
      retry = twice.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : twice;
      mailboxes
          .nodes()
          .forEach(node -> states.update(node, state -> state.refused(work.version(), reason)));
      return;
    }
    retry = FIRST_RETRY;
    latest = new Compiled(work.version(), snapshot);
    mailboxes.put(work.version(), snapshot);
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
          states.update(node, state -> state.applied(version, clock.instant()));
      case Acknowledgement.Refused(String reason) -> {
        log.accept("%s refused version %d: %s".formatted(node.name(), version, reason));
        states.update(node, state -> state.refused(version, reason));
      }
      // It stays pending.
      case Acknowledgement.Unreachable(String reason) ->
          log.accept(
              "%s cannot be reached with version %d: %s".formatted(node.name(), version, reason));
    }
  }

  /** Nodes of the group report themselves what they have in force. */
  private void published(Node publisher, Deployment deployment, Acknowledgement answer) {
    if (answer instanceof Acknowledgement.Refused(String reason)) {
      log.accept(
          "%s: version %d cannot be published: %s"
              .formatted(publisher.name(), deployment.version(), reason));
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
    states.close();
    mailboxes.close();
    try {
      Instant end = Instant.now().plus(STOP);
      thread.join(STOP);
      mailboxes.awaitEnd(end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
