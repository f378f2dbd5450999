package dev.edgekeep.cli.demo;

import dev.edgekeep.keyserver.KeyServer;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
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
      "Run everything on loopback to try it out: a control plane, an edge, a key server and a demo"
          + " origin, with demo certificates.",
      "All files are in the data directory, and the next start uses them again."
    })
public final class UpCommand implements Callable<Integer> {
  private static final int MAX_PORT = 65_535;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "edgekeep-data",
      description = "The data directory; default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(
      names = "--port-base",
      paramLabel = "N",
      description =
          "Use the ports N (HTTPS), N+1 (HTTP), N+2 (API), N+3 (admin), N+4 (key server), N+5 (its"
              + " admin) and N+6 (demo origin); default: 8443, 8080, 8444, 9901, 2407, 2406 and"
              + " 9000.")
  private @Nullable Integer portBase;

  @Override
  public Integer call() throws Exception {
    try (Demo demo = Demo.start(data, ports())) {
      print(demo, demo.consoleLink(token()));
      demo.control().serveUntilTold();
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

  private void print(Demo demo, String consoleLink) {
    PrintWriter out = spec.commandLine().getOut();
    Path here = Path.of("").toAbsolutePath();
    CurlLines curl = new CurlLines(demo.files(), here, demo.https().getPort());
    String api = demo.control().url();
    out.println("Edgekeep listens on " + demo.control().describeAddresses());
    DemoPorts ports = DemoPorts.ofHttps(demo.https().getPort());
    if (ports.keyServer() == demo.keyServer().address().getPort()
        && api.endsWith(":" + ports.api())) {
      out.println("Ports on 127.0.0.1: " + ports.inWords());
    }
    out.println("The key server listens on " + describe(demo.keyServer()));
    out.println("The API is documented at " + api + "/docs; the token is in " + token());
    out.println("The console: " + consoleLink + " (works once, within an hour)");
    out.println();
    say(out, "With a client certificate: 200", curl.as("client", DemoFiles.REQUIRE_HOST));
    say(out, "Without one: refused, certificate required", curl.anonymous(DemoFiles.REQUIRE_HOST));
    say(
        out,
        "With a certificate of an unknown CA: refused, unknown CA",
        curl.as("stranger", DemoFiles.REQUIRE_HOST));
    say(
        out,
        "A host that requests a certificate, serves everybody and tells the origin the verdict:"
            + " 200",
        curl.as("stranger", DemoFiles.REQUEST_HOST));
    say(
        out,
        "Keyless: only the key server has the private key of this host: 200",
        curl.anonymous(DemoFiles.KEYLESS_HOST));
    out.println("ready");
    out.flush();
  }

  private Path token() {
    return data.resolve(DemoControlConfig.TOKEN);
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
