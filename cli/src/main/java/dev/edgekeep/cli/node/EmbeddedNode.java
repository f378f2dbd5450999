package dev.edgekeep.cli.node;

import dev.edgekeep.config.logs.LogTarget;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.fleet.join.JoinToken;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.snapshot.wire.WireException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A node of a fleet without a process and without listeners: it joins, follows its group, puts in
 * force what comes and reports it, as {@link NodeProcess} does. One process can have many, to
 * measure a fleet. Any thread.
 */
public final class EmbeddedNode implements AutoCloseable {
  private static final NodeConfig SILENT =
      new NodeConfig(
          new NodeSettings(
              null, List.of(), null, null, Limits.DEFAULT, new Logs(LogTarget.OFF, LogTarget.OFF)),
          Map.of(),
          null);

  private final StateDirectory state;
  private final FleetEdge edge;

  private EmbeddedNode(StateDirectory state, FleetEdge edge) {
    this.state = state;
    this.edge = edge;
  }

  /**
   * Joins a fleet. Blocks.
   *
   * @param folder of the node's state
   * @param token as {@code edgekeep node create} prints it
   * @throws CommandFailure when the control plane cannot be reached, or refuses
   */
  public static void join(Path folder, String token)
      throws CommandFailure, IOException, InterruptedException {
    try (StateDirectory state = StateDirectory.open(folder)) {
      Membership _ = Membership.of(state, JoinToken.parse(token), null, new Joining());
    } catch (WireException e) {
      throw CommandFailure.configuration(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Follows the fleet that it has joined. Blocks until the feed was read, for some seconds at most.
   *
   * @param warnings receives what is wrong with the state
   * @throws CommandFailure when the node cannot begin
   */
  public static EmbeddedNode start(Path folder, Consumer<String> warnings)
      throws CommandFailure, IOException, InterruptedException {
    StateDirectory state = StateDirectory.open(folder);
    try {
      Membership membership = Membership.of(state, null, null, new Joining());
      return new EmbeddedNode(
          state, FleetEdge.start(state, membership, SILENT, 1, InstantSource.system(), warnings));
    } catch (CommandFailure | InterruptedException | RuntimeException e) {
      state.close();
      throw e;
    }
  }

  /** The version in force; 0: none. Does not block. */
  public long version() {
    SnapshotUpdate.Base inForce = edge.inForce();
    return inForce == null ? 0 : inForce.version();
  }

  /** The snapshot in force, with revocations that came ahead of their version. Does not block. */
  public Snapshot snapshot() {
    return edge.node().snapshot();
  }

  /** Ends at once. */
  @Override
  public void close() throws IOException {
    edge.close();
    state.close();
  }
}
