package dev.edgekeep.control.deploy;

import dev.edgekeep.control.api.DeploymentWait;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/** The versions that nodes have in force or have refused. Any thread. */
final class DeploymentStates implements DeploymentWait, AutoCloseable {
  private final RemoteNodes remote;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, NodeState> local = new LinkedHashMap<>();
  private boolean closed;

  /**
   * @param nodes of this process
   * @param first the version that they have in force
   */
  DeploymentStates(List<Node> nodes, RemoteNodes remote, long first, Instant now) {
    this.remote = remote;
    for (Node node : nodes) {
      local.put(node.name(), NodeState.connected(node.name(), node.group()).applied(first, now));
    }
  }

  /** Begins to notice what nodes on other machines report. */
  void start() {
    remote.whenChanged(this::signal);
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Changes the state of a node of this process. */
  void update(Node node, UnaryOperator<NodeState> change) {
    lock.lock();
    try {
      local.computeIfPresent(node.name(), (name, state) -> change.apply(state));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The state of each node of this process. */
  List<NodeState> local() {
    lock.lock();
    try {
      return List.copyOf(local.values());
    } finally {
      lock.unlock();
    }
  }

  /** The state of each node, those of this process first. */
  List<NodeState> all() {
    List<NodeState> all = new ArrayList<>(local());
    all.addAll(remote.states());
    return all;
  }

  /**
   * The state of a version: rejected if any node refused it, else pending if any has not got it.
   * Nodes that are gone do not count.
   */
  DeploymentState of(long version) {
    DeploymentState worst = DeploymentState.DEPLOYED;
    for (NodeState node : all()) {
      DeploymentState state = node.isWaitedFor() ? node.of(version) : DeploymentState.DEPLOYED;
      if (state == DeploymentState.REJECTED) {
        return state;
      }
      worst = state == DeploymentState.PENDING ? state : worst;
    }
    return worst;
  }

  @Override
  public String await(long version, Duration atMost) {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (of(version) == DeploymentState.PENDING && left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
      return of(version).label();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return DeploymentState.PENDING.label();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody waits any longer. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
