package dev.edgekeep.cli.keyserver;

import dev.edgekeep.cli.edge.Configuration;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Suggestion;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.keyserver.check.CheckReport;
import dev.edgekeep.keyserver.check.KeyServerCheck;
import dev.edgekeep.keyserver.check.PeerOptions;
import dev.edgekeep.keyserver.check.ReportOptions;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.read.SnapshotReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code edgekeep keyserver check}: the command of the key server's own program, extended by the
 * configuration of an edge.
 */
@Command(
    name = "check",
    description = {
      "Check that running key servers do every operation that an edge needs with the keys of its"
          + " certificates: those of an edge configuration (--config), or the given ones.",
      "Exit status 0: everything works. 1: an operation fails. 2: wrong usage. 3: a key server is"
          + " unreachable or refuses this edge."
    })
public final class EdgeCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The configuration, YAML or JSON, of an edge: check its key servers with its"
              + " certificates.")
  private @Nullable Path config;

  @Option(
      names = "--key-server",
      paramLabel = "NAME",
      description = "The key server to check, of those in --config; default: all.")
  private @Nullable String keyServer;

  @Mixin private PeerOptions peer;
  @Mixin private ReportOptions report;

  @Override
  public Integer call() throws CommandFailure {
    CheckReport result = new KeyServerCheck(InstantSource.system()).run(plans());
    report.print(result, spec.commandLine().getOut());
    return result.status();
  }

  private List<KeyServerCheck.Plan> plans() throws CommandFailure {
    Path file = config;
    if (file == null) {
      if (keyServer != null) {
        throw new ParameterException(spec.commandLine(), "--key-server needs --config FILE");
      }
      return List.of(
          new KeyServerCheck.Plan(peer.targets(), peer.certificates(report.decrypts(true))));
    }
    if (peer.isGiven()) {
      throw new ParameterException(
          spec.commandLine(),
          "--config has the key servers and certificates; it cannot be used with options for"
              + " others");
    }
    Snapshot snapshot = Configuration.require(file, SnapshotReader.read(file)).snapshot();
    return plans(file, snapshot);
  }

  private List<KeyServerCheck.Plan> plans(Path file, Snapshot snapshot) throws CommandFailure {
    Map<String, KeyServer> keyServers = snapshot.keyServers();
    if (keyServers.isEmpty()) {
      throw CommandFailure.configuration(file + ": no keyServers found");
    }
    CheckPlans plans = new CheckPlans(snapshot, report);
    String wanted = keyServer;
    if (wanted == null) {
      return keyServers.values().stream().map(plans::of).toList();
    }
    KeyServer one = keyServers.get(wanted);
    if (one == null) {
      throw CommandFailure.configuration(
          "%s: no key server named %s%s"
              .formatted(file, Quoted.text(wanted), Suggestion.among(wanted, keyServers.keySet())));
    }
    return List.of(plans.of(one));
  }
}
