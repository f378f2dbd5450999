package dev.edgekeep.keyserver.command;

import dev.edgekeep.config.document.ConfigurationKind;
import dev.edgekeep.config.value.Addresses;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.daemon.command.ProblemList;
import dev.edgekeep.daemon.command.Version;
import dev.edgekeep.daemon.signal.Signals;
import dev.edgekeep.daemon.signal.Termination;
import dev.edgekeep.keyserver.KeyServer;
import dev.edgekeep.keyserver.KeyServerRefusedException;
import dev.edgekeep.keyserver.config.ConfigSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code keyserver --config FILE}. The programs that contain it add its subcommands, since {@code
 * check} can do more where the edge's configuration is known.
 */
@Command(
    name = "keyserver",
    description = {
      "Run a key server: it holds private keys, and signs and decrypts for edges that may use"
          + " them.",
      "The file, and the keys and files that it names, are watched. SIGHUP reads them again and"
          + " reopens log files; SIGTERM lets operations under way finish."
    })
public final class KeyServerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--config", paramLabel = "FILE", description = "The configuration, YAML or JSON.")
  private @Nullable Path config;

  @Option(
      names = "--check",
      description = "Only check the configuration: exit status 0, or 2 with the problems.")
  private boolean check;

  @Override
  public Integer call() throws CommandFailure, IOException {
    if (config == null) {
      throw new ParameterException(spec.commandLine(), "--config FILE is missing");
    }
    return check ? check(config) : run(config);
  }

  private int run(Path file) throws CommandFailure, IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (KeyServer server = start(file)) {
      // Before it says that it is ready: a signal may come at once.
      Termination termination = Termination.listen(CommandFailure.OUTSIDE);
      Signals.on("HUP", () -> hangUp(server));
      warn(server.warnings());
      out.println("listening on " + addresses(server));
      out.println("ready");
      out.flush();
      termination.await();
      server.drain();
    }
    return 0;
  }

  private static void hangUp(KeyServer server) {
    server.reopenLogs();
    server.reload();
  }

  private static KeyServer start(Path file) throws CommandFailure, IOException {
    try {
      return KeyServer.start(ConfigSource.file(file), KeyServer.Options.of(Version.current()));
    } catch (KeyServerRefusedException e) {
      throw refused(file, e);
    }
  }

  private int check(Path file) throws CommandFailure {
    try {
      KeyServer.Checked checked = KeyServer.check(ConfigSource.file(file));
      warn(checked.warnings());
      spec.commandLine().getOut().println(file + " can be served, keys: " + checked.keys());
      return 0;
    } catch (KeyServerRefusedException e) {
      throw refused(file, e);
    }
  }

  private static CommandFailure refused(Path file, KeyServerRefusedException e) {
    return CommandFailure.configuration(
        "%s cannot be served: %s%s"
            .formatted(
                file,
                ProblemList.inLines(e.problems()),
                ConfigurationKind.hint(file, ConfigurationKind.KEY_SERVER)));
  }

  private void warn(List<String> warnings) {
    PrintWriter err = spec.commandLine().getErr();
    warnings.forEach(warning -> err.println("edgekeep: warning: " + warning));
    err.flush();
  }

  private static String addresses(KeyServer server) {
    InetSocketAddress admin = server.adminAddress();
    return Addresses.text(server.address())
        + (admin == null ? "" : ", admin http://" + Addresses.text(admin));
  }
}
