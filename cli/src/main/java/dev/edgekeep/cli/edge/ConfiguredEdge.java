package dev.edgekeep.cli.edge;

import dev.edgekeep.config.value.Addresses;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.daemon.command.PrintableWriter;
import dev.edgekeep.daemon.command.ProblemList;
import dev.edgekeep.daemon.command.Version;
import dev.edgekeep.daemon.reload.Reloads;
import dev.edgekeep.daemon.signal.Signals;
import dev.edgekeep.daemon.signal.Termination;
import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.edge.NodeOptions;
import dev.edgekeep.edge.events.EdgeEvent.Kind;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.read.ReadResult;
import dev.edgekeep.snapshot.read.SnapshotReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An edge node with a configuration file that it follows: a change is applied completely, or
 * rejected with all its problems in the event log.
 */
public final class ConfiguredEdge implements AutoCloseable {
  private final Path file;
  private final EdgeNode node;
  private final Reloads reloads;
  private final Termination termination;

  /** The snapshot in force. Only the reloading thread uses it once that runs. */
  private Snapshot snapshot;

  private volatile boolean asked;

  private ConfiguredEdge(Path file, Instant readAt, ReadResult.Read first, EdgeNode node)
      throws IOException {
    this.file = file;
    this.node = node;
    this.snapshot = first.snapshot();
    this.reloads = Reloads.start(first.files(), readAt, this::reload);
    this.termination = Termination.listen(CommandFailure.OUTSIDE);
  }

  /**
   * Starts a node and follows the file.
   *
   * @param file the file that was read
   * @param readAt the time when reading began
   * @throws CommandFailure when an address cannot be bound
   */
  public static ConfiguredEdge start(Path file, Instant readAt, ReadResult.Read read)
      throws CommandFailure, IOException {
    EdgeNode node = startNode(read.snapshot());
    ConfiguredEdge edge;
    try {
      edge = new ConfiguredEdge(file, readAt, read, node);
    } catch (IOException e) {
      node.close();
      throw e;
    }
    // Before the node is reported ready: a signal may arrive at once.
    Signals.on("HUP", edge::hangUp);
    read.warnings()
        .forEach(warning ->
            System.err.println(PrintableWriter.printable("edgekeep: warning: " + warning)));
    node.record(Kind.STARTED, "edgekeep " + Version.current() + ", " + edge.describeAddresses());
    return edge;
  }

  /** Such as {@code https://127.0.0.1:8443, http://127.0.0.1:8080, admin http://127.0.0.1:9901}. */
  public String describeAddresses() {
    List<String> addresses = new ArrayList<>();
    List<Listener> listeners = snapshot.listeners();
    List<InetSocketAddress> bound = node.addresses();
    for (int i = 0; i < bound.size(); i++) {
      addresses.add(
          (listeners.get(i).plaintext() ? "http://" : "https://") + Addresses.text(bound.get(i)));
    }
    InetSocketAddress admin = node.adminAddress();
    if (admin != null) {
      addresses.add("admin http://" + Addresses.text(admin));
    }
    return String.join(", ", addresses);
  }

  /** Waits a few seconds at most for the key servers that it needs. */
  public void awaitReady() {
    node.awaitReady();
  }

  /**
   * Serves until SIGTERM or SIGINT, then finishes the requests in progress. SIGHUP reloads the file
   * and reopens log files. A second SIGTERM or SIGINT stops at once.
   */
  public void serveUntilTold() {
    termination.await();
    node.record(
        Kind.DRAINING, "shutting down: no new connections, requests in progress are finished");
    boolean allEnded = node.drain();
    node.record(Kind.STOPPED, allEnded ? "all connections ended" : "the drain timeout has expired");
  }

  @Override
  public void close() throws IOException {
    reloads.close();
    node.close();
  }

  private static EdgeNode startNode(Snapshot snapshot) throws CommandFailure {
    try {
      return EdgeNode.start(snapshot, NodeOptions.of(Version.current()));
    } catch (IOException e) {
      throw CommandFailure.outside(String.valueOf(e.getMessage()));
    }
  }

  private void hangUp() {
    asked = true;
    node.reopenLogs();
    reloads.request();
  }

  private Set<Path> reload() {
    boolean saySo = asked;
    asked = false;
    ReadResult result = SnapshotReader.read(file);
    String problem =
        switch (result) {
          case ReadResult.Refused refused ->
              ProblemList.inOneLine(refused.problems(), "the snapshot in force stays");
          case ReadResult.Read read -> apply(read, saySo);
        };
    if (problem != null) {
      node.record(Kind.SNAPSHOT_REFUSED, problem);
    }
    return result.files();
  }

  /** Applies a snapshot, and returns the problem, or null. */
  private @Nullable String apply(ReadResult.Read read, boolean saySo) {
    Snapshot fresh = read.snapshot();
    if (fresh.equals(snapshot)) {
      if (saySo) {
        node.record(Kind.SNAPSHOT_APPLIED, file + " was reloaded: nothing has changed");
      }
      return null;
    }
    try {
      node.apply(fresh);
    } catch (IOException | RuntimeException e) {
      return file + " cannot be applied; the snapshot in force stays: " + e.getMessage();
    }
    snapshot = fresh;
    node.record(Kind.SNAPSHOT_APPLIED, file + " is in force, hosts: " + fresh.hosts().size());
    read.warnings().forEach(warning -> node.record(Kind.WARNING, warning.toString()));
    return null;
  }
}
