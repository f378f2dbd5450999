package dev.edgekeep.cli.demo;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.ControlPlaneAddress;
import dev.edgekeep.cli.control.ControlCommand;
import dev.edgekeep.cli.control.ControlProcess;
import dev.edgekeep.control.config.ControlConfig;
import dev.edgekeep.control.secret.MasterKey;
import dev.edgekeep.control.store.StoreLocation;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.daemon.command.Version;
import dev.edgekeep.keyserver.KeyServer;
import dev.edgekeep.keyserver.KeyServerRefusedException;
import dev.edgekeep.keyserver.config.ConfigSource;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.NodeSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * All of Edgekeep in one process on loopback: a control plane, an edge node, a key server and an
 * origin behind them. All files are in one folder.
 */
final class Demo implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final DemoFiles files;
  private final @Nullable DemoOrigin origin;
  private final KeyServer keyServer;
  private final ControlProcess control;

  private Demo(
      DemoFiles files, @Nullable DemoOrigin origin, KeyServer keyServer, ControlProcess control) {
    this.files = files;
    this.origin = origin;
    this.keyServer = keyServer;
    this.control = control;
  }

  /**
   * Starts the demo. Creates missing files in the folder, and keeps those that the user has edited.
   *
   * @param ports the ports to use; null: those of the configurations, else the default
   * @throws CommandFailure when a port is in use or a configuration is invalid
   */
  static Demo start(Path data, @Nullable DemoPorts ports)
      throws CommandFailure, IOException, GeneralSecurityException, InterruptedException {
    PrivateDirectory directory = PrivateDirectory.open(data);
    DemoFiles files = DemoFiles.open(data);
    boolean fresh = files.ensure(Instant.now());
    // A new key could not decrypt an existing database.
    if (!new StoreLocation.Sqlite(directory.path(DemoControlConfig.DATABASE)).wasBegun()) {
      MasterKey.createIfMissing(directory.path(DemoControlConfig.MASTER_KEY));
    }
    DemoConfigFile controlFile =
        new DemoConfigFile(directory, "control.yaml", DemoControlConfig::text);
    DemoConfigFile keyServerFile =
        new DemoConfigFile(files.keyServer(), "keyserver.yaml", DemoKeyServerConfig::text);
    controlFile.ensure(ports);
    keyServerFile.ensure(ports);
    ControlConfig config = ControlCommand.read(controlFile.path());
    boolean asWritten = controlFile.isAsWritten() && keyServerFile.isAsWritten();
    Starting starting = new Starting();
    try {
      DemoOrigin origin = starting.keep(startOrigin(originPort(config, ports), asWritten));
      KeyServer keyServer = starting.keep(startKeyServer(keyServerFile.path()));
      ControlProcess control = starting.keep(startControl(forbidding(config, keyServer)));
      Demo demo = new Demo(files, origin, keyServer, control);
      demo.ensureRecords(directory, fresh, asWritten);
      demo.writeContext(directory);
      return demo;
    } catch (CommandFailure
        | IOException
        | GeneralSecurityException
        | InterruptedException
        | RuntimeException e) {
      starting.close();
      throw e;
    }
  }

  /** Null when another program uses the port and the configurations have been edited. */
  private static @Nullable DemoOrigin startOrigin(int port, boolean asWritten)
      throws CommandFailure, IOException {
    try {
      return DemoOrigin.start(new InetSocketAddress(LOOPBACK, port));
    } catch (BindException e) {
      if (asWritten) {
        throw busy("the demo origin's port " + port + " is in use");
      }
      return null;
    }
  }

  private static KeyServer startKeyServer(Path config) throws CommandFailure {
    try {
      return KeyServer.start(ConfigSource.file(config), KeyServer.Options.of(Version.current()));
    } catch (KeyServerRefusedException e) {
      throw CommandFailure.configuration(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      throw isAddressInUse(e) ? busy(message) : CommandFailure.outside(message, e);
    }
  }

  /** Returns whether a failure means that an address is in use. */
  private static boolean isAddressInUse(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof BindException
          || String.valueOf(at.getMessage()).contains("Address already in use")) {
        return true;
      }
    }
    return false;
  }

  /** Forbids origins at the address of the key server's admin server. */
  private static ControlConfig forbidding(ControlConfig config, KeyServer keyServer) {
    InetSocketAddress admin = keyServer.adminAddress();
    return admin == null ? config : config.withAdminAddress(admin);
  }

  private static ControlProcess startControl(ControlConfig config) throws CommandFailure {
    try {
      return ControlProcess.start(config);
    } catch (CommandFailure e) {
      throw isAddressInUse(e) ? busy(String.valueOf(e.getMessage())) : e;
    }
  }

  private static CommandFailure busy(String what) {
    return CommandFailure.outside(
        what
            + "\n"
            + "Stop the program that uses it, or choose other ports: edgekeep up --port-base"
            + " 18443");
  }

  /** The port of the origin, which follows from that of HTTPS. */
  private static int originPort(ControlConfig config, @Nullable DemoPorts ports) {
    if (ports != null) {
      return ports.origin();
    }
    NodeSettings edge = config.edge();
    int https = edge == null ? DemoPorts.DEFAULT.https() : https(edge.listeners());
    return DemoPorts.ofHttps(https).origin();
  }

  private static int https(List<Listener> listeners) {
    return listeners.stream()
        .filter(listener -> !listener.plaintext())
        .map(listener -> listener.address().getPort())
        .findFirst()
        .orElse(DemoPorts.DEFAULT.https());
  }

  private void ensureRecords(PrivateDirectory directory, boolean fresh, boolean asWritten)
      throws CommandFailure, IOException, GeneralSecurityException, InterruptedException {
    String token = Files.readString(directory.path(DemoControlConfig.TOKEN)).strip();
    URI server = URI.create(control.plaintextUrl());
    ControlPlaneAddress address = new ControlPlaneAddress(server, token, null, null, "the demo");
    try (ApiClient api = new ApiClient(address, true)) {
      DemoRecords records = new DemoRecords(api, files);
      DemoOrigin ours = origin;
      int keyServerPort = keyServer.address().getPort();
      boolean exist = records.exist();
      if (ours != null && (fresh || !exist)) {
        records.create(ours.address().getPort(), keyServerPort);
      } else if (ours != null && asWritten) {
        records.point(ours.address().getPort(), keyServerPort);
      }
      if (!exist || !files.hasClient(Instant.now())) {
        records.issueClient();
      }
      if (!exist) {
        check();
      }
    } catch (CommandFailure e) {
      throw CommandFailure.outside("cannot set up the demo: " + e.getMessage(), e);
    }
  }

  /** A link that creates the first user of the console, and works once. */
  String consoleLink(Path tokenFile) throws CommandFailure, IOException, InterruptedException {
    String token = Files.readString(tokenFile).strip();
    URI server = URI.create(control.plaintextUrl());
    ControlPlaneAddress address = new ControlPlaneAddress(server, token, null, null, "the demo");
    try (ApiClient api = new ApiClient(address, true)) {
      ObjectNode body = JsonNodeFactory.instance.objectNode().put("role", "admin");
      return api.post(ApiPath.of("console-links"), body).body().path("link").asString("");
    }
  }

  /** Writes the file with which the command line finds this control plane. */
  private void writeContext(PrivateDirectory directory) throws IOException {
    String text =
        """
        # Written by `edgekeep up`: how ./edgekeep site, host, client-cert, … reach it from this folder.
        server: "%s"
        tokenFile: "%s"
        ca: "%s"
        """
            .formatted(
                control.url(),
                directory.path(DemoControlConfig.TOKEN).toAbsolutePath().normalize(),
                files.ca().toAbsolutePath().normalize());
    directory.write("context.yaml", text);
  }

  /**
   * Requests a page from each host that should serve the client.
   *
   * @throws CommandFailure when a response is not as expected
   */
  private void check() throws CommandFailure, IOException, GeneralSecurityException {
    DemoClient client = DemoClient.as(files, "client");
    for (String host : List.of(DemoFiles.REQUIRE_HOST, DemoFiles.KEYLESS_HOST)) {
      String status = client.get(https(), host, "TLSv1.3");
      if (!status.startsWith("HTTP/1.1 200")) {
        throw CommandFailure.outside(
            "the response for %s through the edge was %s; see the event log above"
                .formatted(host, status));
      }
    }
  }

  /** The address where the edge accepts TLS. */
  InetSocketAddress https() {
    return control.edgeAddresses().getFirst();
  }

  /** The port of the origin that this process runs. */
  int originPort() {
    return Objects.requireNonNull(origin, "another program uses the origin's port")
        .address()
        .getPort();
  }

  DemoFiles files() {
    return files;
  }

  KeyServer keyServer() {
    return keyServer;
  }

  ControlProcess control() {
    return control;
  }

  @Override
  public void close() {
    control.close();
    keyServer.close();
    if (origin != null) {
      origin.close();
    }
  }

  /** The parts that have been started, to stop them when another part cannot be started. */
  private static final class Starting {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private <T extends @Nullable AutoCloseable> T keep(T part) {
      if (part != null) {
        parts.push(part);
      }
      return part;
    }

    private void close() {
      for (AutoCloseable part : parts) {
        try {
          part.close();
        } catch (Exception e) {
          System.err.println("edgekeep: " + e.getMessage());
        }
      }
    }
  }
}
