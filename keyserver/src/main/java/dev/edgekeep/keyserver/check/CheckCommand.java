package dev.edgekeep.keyserver.check;

import dev.edgekeep.daemon.command.CommandFailure;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code keyserver check}, for an edge's identity and certificates in files. */
@Command(
    name = "check",
    description = {
      "Request from a running key server every operation that an edge needs of the keys of these"
          + " certificates.",
      "Exit status 0: everything works. 1: something does not. 2: wrong usage. 3: the key server"
          + " cannot be reached, or does not accept this edge."
    })
public final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PeerOptions peer;
  @Mixin private ReportOptions report;

  @Override
  public Integer call() throws CommandFailure {
    KeyServerCheck.Plan plan =
        new KeyServerCheck.Plan(peer.targets(), peer.certificates(report.decrypts(true)));
    CheckReport result = new KeyServerCheck(InstantSource.system()).run(List.of(plan));
    report.print(result, spec.commandLine().getOut());
    return result.status();
  }
}
