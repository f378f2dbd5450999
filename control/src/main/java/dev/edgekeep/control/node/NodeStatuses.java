package dev.edgekeep.control.node;

import dev.edgekeep.control.deploy.NodeState;
import dev.edgekeep.fleet.message.NodeStatus;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The newest status of each node, with the time at which it arrived, by the clock of this control
 * plane. Any thread.
 */
final class NodeStatuses {
  /** A node that was not heard of for longer is lost. */
  static final Duration LOST_AFTER = Duration.ofSeconds(30);

  private final InstantSource clock;
  private final Contents contents;
  private final Map<String, Heard> byNode = new ConcurrentHashMap<>();

  /** The time of the connection to a message server; null: there is none. */
  private volatile @Nullable Instant connectedAt;

  /** Knows what versions contain. */
  @FunctionalInterface
  interface Contents {
    /**
     * Returns whether a group's version has other content than a node says: it has something else
     * in force.
     */
    boolean isOther(String group, SnapshotUpdate.Base inForce);
  }

  /**
   * The newest status of a node.
   *
   * @param version in force; 0: none
   * @param since it was in force for the first time, as far as is known here
   */
  record Heard(
      NodeStatus status,
      long version,
      @Nullable Instant since,
      List<NodeState.Refusal> refusals,
      Instant at) {
    Heard {
      refusals = List.copyOf(refusals);
    }
  }

  NodeStatuses(InstantSource clock, Contents contents) {
    this.clock = clock;
    this.contents = contents;
  }

  /** There is a connection to a message server, from now on. */
  void connected() {
    connectedAt = clock.instant();
  }

  /** No node can be heard. */
  void disconnected() {
    connectedAt = null;
  }

  /**
   * Takes a status; one that was stored counts as heard now, so that a start waits for news.
   *
   * @return whether the state of the node is another one now
   */
  boolean put(String group, String node, NodeStatus status) {
    AtomicReference<@Nullable Heard> previous = new AtomicReference<>();
    Heard now =
        byNode.compute(
            node,
            (name, before) -> {
              previous.set(before);
              return next(group, before, status);
            });
    Heard before = previous.get();
    return before == null
        || before.version() != now.version()
        || !before.refusals().equals(now.refusals())
        || before.status().state() != status.state()
        || !isConnected(before, now.at());
  }

  private Heard next(String group, @Nullable Heard before, NodeStatus status) {
    Instant now = clock.instant();
    long had = before == null ? 0 : before.version();
    SnapshotUpdate.Base inForce = status.inForce();
    List<NodeState.Refusal> refusals = new ArrayList<>();
    for (NodeStatus.RefusedPart part : status.refused()) {
      refusals.add(refusal(before, had, part));
    }
    long version = inForce == null ? 0 : inForce.version();
    if (inForce != null && contents.isOther(group, inForce)) {
      refusals.add(
          new NodeState.Refusal(
              Math.min(had, version - 1),
              version,
              null,
              "it has other content in force than version %d has".formatted(version)));
      version = Math.min(had, version - 1);
    }
    refusals.sort((a, b) -> Long.compare(b.version(), a.version()));
    Instant since = before != null && before.version() == version ? before.since() : now;
    return new Heard(status, version, since, refusals, now);
  }

  /** A refusal that is known keeps the version that was in force before it. */
  private static NodeState.Refusal refusal(
      @Nullable Heard before, long had, NodeStatus.RefusedPart part) {
    String path = part.path().isEmpty() ? null : part.path();
    if (before != null) {
      for (NodeState.Refusal known : before.refusals()) {
        if (known.version() == part.version() && Objects.equals(known.path(), path)) {
          return known;
        }
      }
    }
    long after = had > 0 && had < part.version() ? had : part.version() - 1;
    return new NodeState.Refusal(after, part.version(), path, part.reason());
  }

  /** The newest status of a node; null: there is none. */
  @Nullable Heard of(String node) {
    return byNode.get(node);
  }

  boolean isConnected(Heard heard) {
    return isConnected(heard, clock.instant());
  }

  private static boolean isConnected(Heard heard, Instant now) {
    return Duration.between(heard.at(), now).compareTo(LOST_AFTER) < 0;
  }

  /**
   * Returns whether a version is deployed only when a node has it. Without a message server no node
   * can have it; and then each has the time to be heard again.
   */
  private boolean isWaitedFor(@Nullable Heard heard) {
    Instant since = connectedAt;
    if (since == null) {
      return true;
    }
    Instant from = heard == null || heard.at().isBefore(since) ? since : heard.at();
    return Duration.between(from, clock.instant()).compareTo(LOST_AFTER) < 0;
  }

  /** Forgets a node that was removed. */
  void forget(String node) {
    byNode.remove(node);
  }

  /** The deployment state of a node that has joined. */
  NodeState state(NodeRecord node) {
    Heard heard = byNode.get(node.name());
    return heard == null
        ? new NodeState(node.name(), node.group(), 0, null, List.of(), isWaitedFor(null))
        : new NodeState(
            node.name(),
            node.group(),
            heard.version(),
            heard.since(),
            heard.refusals(),
            isWaitedFor(heard));
  }
}
