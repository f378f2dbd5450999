package dev.edgekeep.cli.node;

import dev.edgekeep.config.document.ConfigurationKind;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.daemon.command.PrintableWriter;
import dev.edgekeep.daemon.command.ProblemList;
import dev.edgekeep.daemon.command.Version;
import dev.edgekeep.daemon.reload.Reloads;
import dev.edgekeep.daemon.signal.Signals;
import dev.edgekeep.daemon.signal.Termination;
import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.edge.events.EdgeEvent.Kind;
import dev.edgekeep.fleet.join.JoinToken;
import dev.edgekeep.snapshot.wire.WireException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A process with a node of a fleet, which follows the node's own file, too. */
public final class NodeProcess implements AutoCloseable {
  private static final Duration NOTICE = Duration.ofSeconds(1);

  private final Path file;
  private final StateDirectory state;
  private final FleetEdge edge;
  private final Termination termination;
  private final Reloads reloads;

  /** The file in force. Only the reloading thread uses it once that runs. */
  private NodeConfig config;

  private volatile boolean ended;

  private NodeProcess(
      Path file,
      StateDirectory state,
      FleetEdge edge,
      Instant readAt,
      NodeConfigReader.Result.Read read)
      throws IOException {
    this.file = file;
    this.state = state;
    this.edge = edge;
    this.config = read.config();
    this.termination = Termination.listen(CommandFailure.OUTSIDE);
    this.reloads = Reloads.start(read.files(), readAt, this::reload);
  }

  /**
   * Reads a node's file.
   *
   * @throws CommandFailure with all problems
   */
  public static NodeConfigReader.Result.Read require(Path file) throws CommandFailure {
    return switch (NodeConfigReader.read(file, Instant.now())) {
      case NodeConfigReader.Result.Read read -> read;
      case NodeConfigReader.Result.Refused refused ->
          throw CommandFailure.configuration(
              "%s cannot be used: %s%s"
                  .formatted(
                      file,
                      ProblemList.inLines(refused.problems()),
                      ConfigurationKind.hint(file, ConfigurationKind.NODE)));
    };
  }

  /**
   * Joins a fleet, if there is a token and the node has not joined yet, and starts the node.
   *
   * @param token of {@code edgekeep node create}; null: the node has joined before
   * @throws CommandFailure when it cannot begin, saying what to do
   */
  public static NodeProcess start(
      Path file, Path folder, @Nullable String token, NodeConfigReader.Result.Read read)
      throws CommandFailure, IOException, InterruptedException {
    Instant readAt = Instant.now();
    JoinToken parsed = token == null ? null : parse(token);
    StateDirectory state = StateDirectory.open(folder);
    FleetEdge edge = null;
    boolean begun = false;
    try {
      Membership membership =
          Membership.of(state, parsed, read.config().settings().name(), new Joining());
      edge =
          FleetEdge.start(
              state, membership, read.config(), InstantSource.system(), NodeProcess::warn);
      NodeProcess process = new NodeProcess(file, state, edge, readAt, read);
      process.begin(read);
      begun = true;
      return process;
    } finally {
      if (!begun) {
        if (edge != null) {
          edge.close();
        }
        state.close();
      }
    }
  }

  private static JoinToken parse(String token) throws CommandFailure {
    try {
      return JoinToken.parse(token);
    } catch (WireException e) {
      throw CommandFailure.configuration("--join: " + e.getMessage());
    }
  }

  private static void warn(String warning) {
    System.err.println(PrintableWriter.printable("edgekeep: warning: " + warning));
  }

  private void begin(NodeConfigReader.Result.Read read) {
    Signals.on("HUP", this::hangUp);
    read.warnings().forEach(warning -> warn(warning.toString()));
    edge.whenRemoved(termination::end);
    node().record(Kind.STARTED, "edgekeep " + Version.current() + ", " + describeAddresses());
  }

  private EdgeNode node() {
    return edge.node();
  }

  /** Such as {@code https://127.0.0.1:8443, admin http://127.0.0.1:9901}. */
  public String describeAddresses() {
    return edge.describeAddresses();
  }

  /** Waits until the node has a version, or was told to end; says so if that takes long. */
  public void awaitVersion() throws InterruptedException {
    boolean told = false;
    while (!edge.awaitVersion(NOTICE) && !termination.isTold()) {
      if (!told) {
        warn(
            "there is no snapshot yet; waiting for %s, nobody is served"
                .formatted(edge.describeFeed()));
        told = true;
      }
    }
    if (!termination.isTold()) {
      node().awaitReady();
    }
  }

  /**
   * Serves until SIGTERM or SIGINT, or until the node is removed from its fleet; then finishes the
   * requests in progress.
   *
   * @throws CommandFailure when the node was removed
   */
  public void serveUntilTold() throws CommandFailure {
    termination.await();
    ended = true;
    node()
        .record(
            Kind.DRAINING,
            edge.isRemoved()
                ? "removed from the fleet: nobody is served any more"
                : "shutting down: no new connections, requests in progress are finished");
    boolean allEnded = node().drain();
    node()
        .record(Kind.STOPPED, allEnded ? "all connections ended" : "the drain timeout has expired");
    if (edge.isRemoved()) {
      throw Membership.removed(state);
    }
  }

  private void hangUp() {
    node().reopenLogs();
    reloads.request();
  }

  private Set<Path> reload() {
    NodeConfigReader.Result result = NodeConfigReader.read(file, Instant.now());
    switch (result) {
      case NodeConfigReader.Result.Refused refused ->
          refuse(ProblemList.inOneLine(refused.problems(), "the settings in force stay"));
      case NodeConfigReader.Result.Read read -> apply(read.config());
    }
    return result.files();
  }

  private void apply(NodeConfig next) {
    if (ended || next.equals(config)) {
      return;
    }
    if (!Objects.equals(next.settings().name(), config.settings().name())
        || !Objects.equals(next.feed(), config.feed())) {
      node().record(Kind.WARNING, file + ": name and feed change with the next start only");
    }
    try {
      edge.configure(next);
      config = next;
      node().record(Kind.SNAPSHOT_APPLIED, file + " is in force");
    } catch (IOException | RuntimeException e) {
      refuse(file + " cannot be applied; the settings in force stay: " + e.getMessage());
    }
  }

  private void refuse(String problem) {
    node().record(Kind.SNAPSHOT_REFUSED, problem);
  }

  @Override
  public void close() throws IOException {
    reloads.close();
    edge.close();
    state.close();
  }
}
