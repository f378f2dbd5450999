package dev.edgekeep.bench;

import dev.edgekeep.bench.peers.Cores;
import dev.edgekeep.bench.peers.Edgekeep;
import dev.edgekeep.bench.peers.Programs;
import dev.edgekeep.bench.report.Conditions;
import dev.edgekeep.bench.workload.Effort;
import dev.edgekeep.bench.workload.Testbed;
import dev.edgekeep.bench.workload.Workload;
import dev.edgekeep.bench.workload.Workloads;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench/run}: measures, and prints a report in Markdown; progress goes to stderr. */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    description = {
      "Measures Edgekeep beside nginx and HAProxy, and its key server beside openssl speed, on"
          + " this",
      "machine, and prints a report in Markdown.",
      "Without workloads: all of them. Exit status 0: all were measured; 3: not all."
    })
public final class Bench implements Callable<Integer> {
  private static final int NOT_ALL = 3;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "WORKLOAD", description = "What to measure; --list tells the names.")
  private List<String> names = List.of();

  @Option(names = "--list", description = "Only tell the workloads.")
  private boolean list;

  @Option(names = "--quick", description = "A minute or so in all, to see that it works.")
  private boolean quick;

  @Option(names = "--rounds", paramLabel = "N", description = "Turns of each server.")
  private @Nullable Integer rounds;

  @Option(names = "--seconds", paramLabel = "S", description = "How long a turn lasts.")
  private @Nullable Double seconds;

  @Option(names = "--warm-up", paramLabel = "S", description = "Load before the first turn.")
  private @Nullable Double warmUp;

  @Option(names = "--nodes", paramLabel = "N", description = "Nodes of the simulated fleet.")
  private @Nullable Integer nodes;

  @Option(
      names = "--peers",
      split = ",",
      paramLabel = "NAME",
      description = "Compare with these only: nginx, nginx-nolog, haproxy, none.")
  private @Nullable List<String> peers;

  @Option(
      names = "--launcher",
      paramLabel = "FILE",
      defaultValue = "./edgekeep",
      description = "The edgekeep command that is measured (default: ${DEFAULT-VALUE}).")
  private Path launcher;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      Workloads.all()
          .forEach(each -> out.println("%-24s%s".formatted(each.name(), each.summary())));
      return 0;
    }
    List<Workload> wanted = wanted();
    Effort effort = effort();
    if (Programs.find("taskset").isEmpty()) {
      throw new IOException("taskset is not installed (Debian: apt-get install util-linux)");
    }
    Edgekeep edgekeep = new Edgekeep(launcher.toAbsolutePath());
    edgekeep.prepare();
    Cores cores = Cores.ofThisProcess();
    cores.pinLoad();
    PeersFound found = PeersFound.among(peers != null ? peers : PeersFound.forEffort(quick));
    found.missing().forEach(this::say);
    describe(out, effort, found, cores);
    try (Testbed bed = new Testbed(effort, edgekeep, found.peers(), cores)) {
      return wanted.stream().filter(workload -> !measured(workload, bed, out)).count() == 0
          ? 0
          : NOT_ALL;
    }
  }

  private boolean measured(Workload workload, Testbed bed, PrintWriter out) {
    say(workload.name() + " …");
    try {
      out.println(workload.run(bed).toMarkdown());
      out.flush();
      return true;
    } catch (IOException e) {
      say("%s was not measured: %s".formatted(workload.name(), e.getMessage()));
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void describe(PrintWriter out, Effort effort, PeersFound found, Cores cores) {
    String howMuch =
        "%d rounds of %s s after %s s, %d starts"
            .formatted(
                effort.rounds(),
                effort.round().toMillis() / 1e3,
                effort.warmUp().toMillis() / 1e3,
                effort.starts());
    Conditions.describe(howMuch, found.versions()).forEach(out::println);
    out.println(
        cores.areApart()
            ? "- each server on core %d, the load and the origin on the others"
                .formatted(cores.server())
            : "- ONE CORE for server and load together: throughput and latency mean little");
    out.println("- figures: median [min..max] of the rounds");
    out.println();
    out.flush();
  }

  private List<Workload> wanted() {
    List<Workload> all = Workloads.all();
    for (String name : names) {
      if (all.stream().noneMatch(workload -> workload.name().equals(name))) {
        throw new ParameterException(
            spec.commandLine(), "no workload is named %s; --list tells them".formatted(name));
      }
    }
    return names.isEmpty()
        ? all
        : all.stream().filter(workload -> names.contains(workload.name())).toList();
  }

  private Effort effort() {
    Effort base = quick ? Effort.QUICK : Effort.FULL;
    return new Effort(
        rounds != null ? rounds : base.rounds(),
        seconds != null ? duration(seconds) : base.round(),
        warmUp != null ? duration(warmUp) : base.warmUp(),
        base.starts(),
        base.idleConnections(),
        base.hosts(),
        base.revokedSerials(),
        base.firstSeconds(),
        nodes != null ? base.fleet().withNodes(nodes) : base.fleet());
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }

  private void say(String text) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("bench: " + text);
    err.flush();
  }
}
