package dev.edgekeep.cli.demo;

import dev.edgekeep.cli.edge.ConfiguredEdge;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.daemon.command.Version;
import dev.edgekeep.keyserver.KeyServer;
import dev.edgekeep.keyserver.KeyServerRefusedException;
import dev.edgekeep.keyserver.config.ConfigSource;
import dev.edgekeep.snapshot.read.ReadResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code edgekeep up}. */
@Command(
    name = "up",
    description = {
      "Run everything on loopback, to try it out: an edge, a key server, demo certificates, a demo"
          + " origin.",
      "What it makes is kept below the data folder and used again by the next start."
    })
public final class UpCommand implements Callable<Integer> {
  private static final int MAX_PORT = 65_535;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "edgekeep-data",
      description = "Where everything is kept; ${DEFAULT-VALUE} if not given.")
  private Path data;

  @Option(
      names = "--port-base",
      paramLabel = "N",
      description =
          "Take the ports N (HTTPS), N+1 (HTTP), N+3 (admin), N+4 (key server), N+5 (its admin), N+6"
              + " (demo origin) and keep the one between; without it 8443, 8080, 9901, 2407, 2406"
              + " and 9000.")
  private @Nullable Integer portBase;

  @Override
  public Integer call() throws Exception {
    DemoSite site = DemoSite.open(data, ports());
    Instant readAt = Instant.now();
    ReadResult.Read read = site.read();
    try (DemoOrigin _ = startOrigin(site, read);
        KeyServer keyServer = startKeyServer(site);
        ConfiguredEdge edge = startEdge(site, readAt, read)) {
      if (site.isAsWritten()) {
        site.check(read.snapshot());
      }
      print(site, read, keyServer, edge);
      edge.serveUntilTold();
    }
    return 0;
  }

  private @Nullable DemoPorts ports() {
    Integer base = portBase;
    if (base == null) {
      return null;
    }
    if (base < 1 || base > MAX_PORT - DemoPorts.COUNT + 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--port-base must be from 1 to " + (MAX_PORT - DemoPorts.COUNT + 1) + ", not " + base);
    }
    return DemoPorts.from(base);
  }

  /** Null where the user has put a service of their own behind the edge. */
  private static @Nullable DemoOrigin startOrigin(DemoSite site, ReadResult.Read read)
      throws CommandFailure, IOException {
    InetSocketAddress address = site.originAddress(read.snapshot());
    try {
      return DemoOrigin.start(address);
    } catch (BindException e) {
      if (site.isAsWritten()) {
        throw busy("the demo origin's port " + address.getPort() + " is in use");
      }
      return null;
    }
  }

  private static ConfiguredEdge startEdge(DemoSite site, Instant readAt, ReadResult.Read read)
      throws CommandFailure, IOException {
    try {
      return ConfiguredEdge.start(site.config(), readAt, read);
    } catch (CommandFailure e) {
      throw busy(String.valueOf(e.getMessage()));
    }
  }

  private static KeyServer startKeyServer(DemoSite site) throws CommandFailure {
    try {
      return KeyServer.start(
          ConfigSource.file(site.keyServerConfig()), KeyServer.Options.of(Version.current()));
    } catch (KeyServerRefusedException e) {
      throw CommandFailure.configuration(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw busy(String.valueOf(e.getMessage()));
    }
  }

  private static CommandFailure busy(String what) {
    return CommandFailure.outside(
        what + "\nEnd the program that has it, or take other ports: edgekeep up --port-base 18443");
  }

  private void print(
      DemoSite site, ReadResult.Read read, KeyServer keyServer, ConfiguredEdge edge) {
    PrintWriter out = spec.commandLine().getOut();
    CurlLines curl = site.curlLines(read.snapshot());
    out.println("Edgekeep listens on " + edge.describeAddresses());
    out.println("The key server listens on " + describe(keyServer));
    out.println("Change " + site.config() + " and save: it is in force at once.");
    out.println();
    say(out, "With a client certificate: 200", curl.as("client", DemoFiles.REQUIRE_HOST));
    say(out, "Without one: refused, certificate required", curl.anonymous(DemoFiles.REQUIRE_HOST));
    say(out, "With a stranger's: refused, unknown CA", curl.as("stranger", DemoFiles.REQUIRE_HOST));
    say(
        out,
        "A host that asks, but lets everybody in and tells the origin: 200",
        curl.as("stranger", DemoFiles.REQUEST_HOST));
    say(
        out,
        "Keyless: the edge has no private key for this host, the key server has it: 200",
        curl.anonymous(DemoFiles.KEYLESS_HOST));
    out.println("ready");
    out.flush();
  }

  private static String describe(KeyServer keyServer) {
    InetSocketAddress admin = keyServer.adminAddress();
    return text(keyServer.address()) + (admin == null ? "" : ", admin http://" + text(admin));
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private static void say(PrintWriter out, String what, String line) {
    out.println("# " + what);
    out.println(line);
    out.println();
  }
}
