package dev.edgekeep.control.node;

import dev.edgekeep.control.deploy.NodeState;
import dev.edgekeep.daemon.command.Version;
import dev.edgekeep.fleet.message.NodeStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nodes as the API shows them. Any thread. */
final class NodeViews {
  private final NodeStatuses statuses;
  private final InstantSource clock;

  /**
   * The reader of an answer.
   *
   * @param isOperators whether it sees what concerns all accounts
   * @param newest the newest version
   */
  record Reader(boolean isOperators, long newest) {}

  NodeViews(NodeStatuses statuses, InstantSource clock) {
    this.statuses = statuses;
    this.clock = clock;
  }

  /** A node of this process. */
  NodeView ofLocal(NodeState state, Reader reader) {
    NodeState.@Nullable Refusal refusal = state.newestRefusal();
    return new NodeView(
        state.name(),
        state.group(),
        NodeView.State.CONNECTED.label(),
        state.version(),
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        Version.current(),
        NodeView.refused(state, reader.isOperators()),
        Map.of(),
        null,
        since(state),
        state.of(reader.newest()).label(),
        refusal == null ? null : refusal.version(),
        refusal == null || !reader.isOperators() ? null : refusal.reason(),
        null,
        null);
  }

  /** A node on another machine. */
  NodeView of(NodeRecord node, NodeState state, Reader reader) {
    NodeStatuses.@Nullable Heard heard = statuses.of(node.name());
    NodeStatus status = heard == null ? null : heard.status();
    NodeState.@Nullable Refusal refusal = state.newestRefusal();
    boolean isOperators = reader.isOperators();
    NodeRecord.Joined joined = node.joined();
    return new NodeView(
        node.name(),
        node.group(),
        state(node, heard).label(),
        state.version(),
        heard == null ? null : heard.at().truncatedTo(ChronoUnit.MILLIS),
        status != null ? status.program().edgekeep() : joined == null ? null : joined.edgekeep(),
        NodeView.refused(state, isOperators),
        isOperators ? node.labels() : Map.of(),
        node.createdAt(),
        since(state),
        state.of(reader.newest()).label(),
        refusal == null ? null : refusal.version(),
        refusal == null || !isOperators ? null : refusal.reason(),
        status == null || !isOperators ? null : List.copyOf(status.listening()),
        status == null ? null : status.stateWritten());
  }

  private static @Nullable Instant since(NodeState state) {
    Instant since = state.since();
    return since == null ? null : since.truncatedTo(ChronoUnit.MILLIS);
  }

  /** The state of a node on another machine. */
  NodeView.State state(NodeRecord node) {
    return state(node, statuses.of(node.name()));
  }

  private NodeView.State state(NodeRecord node, NodeStatuses.@Nullable Heard heard) {
    if (node.joined() == null || heard == null) {
      return NodeView.State.JOINING;
    }
    if (!statuses.isConnected(heard)) {
      return NodeView.State.LOST;
    }
    boolean isDraining = node.isDraining() || heard.status().state() == NodeStatus.State.DRAINING;
    return isDraining ? NodeView.State.DRAINING : NodeView.State.CONNECTED;
  }
}
