package dev.edgekeep.cli.edge;

import dev.edgekeep.cli.node.NodeProcess;
import dev.edgekeep.snapshot.read.ReadResult;
import dev.edgekeep.snapshot.read.SnapshotReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code edgekeep edge}. */
@Command(
    name = "edge",
    description = {
      "Run an edge node: with a configuration file, or as a node of a fleet.",
      "The file and the files that it refers to are watched and reloaded. SIGHUP reloads them and"
          + " reopens log files; SIGTERM finishes requests in progress and stops.",
      "A node of a fleet gets its hosts from a control plane. It joins once, with --join and the"
          + " token of 'edgekeep node create', and needs --node and --state only afterwards."
    })
public final class EdgeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--config", paramLabel = "FILE", description = "The configuration, YAML or JSON.")
  private @Nullable Path config;

  @Option(
      names = "--node",
      paramLabel = "FILE",
      description = "The addresses, limits and logs of a node of a fleet, YAML or JSON.")
  private @Nullable Path node;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "The directory for the keys and the last snapshot of a node of a fleet.")
  private @Nullable Path state;

  @Option(
      names = "--join",
      paramLabel = "TOKEN",
      description = "Join a fleet with a token: it is good for one node, and for an hour.")
  private @Nullable String join;

  @Option(
      names = "--check",
      description = "Only check the configuration: exit status 0, or 2 with the problems.")
  private boolean check;

  @Override
  public Integer call() throws Exception {
    if (config != null && (node != null || state != null || join != null)) {
      throw usage(
          "--config is for a node of its own, --node, --state and --join for a node of a fleet;"
              + " give one or the other");
    }
    if (config != null) {
      return configured(config);
    }
    if (node == null) {
      throw usage("give --config FILE, or --node FILE and --state DIR for a node of a fleet");
    }
    if (check) {
      NodeProcess.require(node);
      out().println(node + " can be used");
      return 0;
    }
    if (state == null) {
      throw usage("give --state DIR: the directory for the keys and the last snapshot of the node");
    }
    return ofFleet(node, state);
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private int configured(Path file) throws Exception {
    Instant readAt = Instant.now();
    ReadResult.Read read = Configuration.require(file, SnapshotReader.read(file));
    PrintWriter out = out();
    if (check) {
      read.warnings()
          .forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
      out.println(file + " can be served, hosts: " + read.snapshot().hosts().size());
      return 0;
    }
    try (ConfiguredEdge edge = ConfiguredEdge.start(file, readAt, read)) {
      out.println("listening on " + edge.describeAddresses());
      out.flush();
      edge.awaitReady();
      out.println("ready");
      out.flush();
      edge.serveUntilTold();
    }
    return 0;
  }

  private int ofFleet(Path file, Path folder) throws Exception {
    PrintWriter out = out();
    try (NodeProcess process = NodeProcess.start(file, folder, join, NodeProcess.require(file))) {
      process.awaitVersion();
      out.println("listening on " + process.describeAddresses());
      out.println("ready");
      out.flush();
      process.serveUntilTold();
    }
    return 0;
  }
}
