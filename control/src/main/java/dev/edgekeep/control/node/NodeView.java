package dev.edgekeep.control.node;

import dev.edgekeep.control.deploy.NodeState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node as the API shows it.
 *
 * @param state {@code connected}, {@code lost}, {@code draining} or {@code joining}
 * @param version in force
 * @param lastSeen by the clock of the control plane; null: never
 * @param edgekeep the version of its program; null: not known
 * @param deployment the state of the newest version on this node
 * @param stateWritten false: what is in force there is not on its disk; null: not known
 */
record NodeView(
    String name,
    String group,
    String state,
    long version,
    @Nullable Instant lastSeen,
    @Nullable String edgekeep,
    List<Refused> refused,
    Map<String, String> labels,
    @Nullable Instant createdAt,
    @Nullable Instant since,
    String deployment,
    @Nullable Long rejectedVersion,
    @Nullable String reason,
    @Nullable List<String> listening,
    @Nullable Boolean stateWritten) {

  /** A part that the node does not have in force; without a path: a whole version. */
  record Refused(@Nullable String path, String reason) {}

  /** A record as audit records keep it. */
  record Stored(
      String name, String group, Map<String, String> labels, boolean draining, boolean joined) {}

  static Stored stored(NodeRecord node) {
    return new Stored(
        node.name(), node.group(), node.labels(), node.isDraining(), node.joined() != null);
  }

  /** The states of a node. */
  enum State {
    JOINING,
    CONNECTED,
    DRAINING,
    LOST;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The refusals, without what may name the hosts of other accounts. */
  static List<Refused> refused(NodeState state, boolean withReasons) {
    return withReasons
        ? state.refusals().stream()
            .map(refusal -> new Refused(refusal.path(), refusal.reason()))
            .toList()
        : List.of();
  }
}
