package dev.edgekeep.cli.edge;

import dev.edgekeep.snapshot.read.ReadResult;
import dev.edgekeep.snapshot.read.SnapshotReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code edgekeep edge}. */
@Command(
    name = "edge",
    description = {
      "Run an edge node with a configuration file.",
      "The file and the files that it refers to are watched and reloaded. SIGHUP reloads them and"
          + " reopens log files; SIGTERM finishes requests in progress and stops."
    })
public final class EdgeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration, YAML or JSON.")
  private Path config;

  @Option(
      names = "--check",
      description = "Only check the configuration: exit status 0, or 2 with the problems.")
  private boolean check;

  @Override
  public Integer call() throws Exception {
    Instant readAt = Instant.now();
    ReadResult.Read read = Configuration.require(config, SnapshotReader.read(config));
    PrintWriter out = spec.commandLine().getOut();
    if (check) {
      read.warnings()
          .forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
      out.println(config + " can be served, hosts: " + read.snapshot().hosts().size());
      return 0;
    }
    try (ConfiguredEdge edge = ConfiguredEdge.start(config, readAt, read)) {
      out.println("listening on " + edge.describeAddresses());
      out.flush();
      edge.awaitReady();
      out.println("ready");
      out.flush();
      edge.serveUntilTold();
    }
    return 0;
  }
}
