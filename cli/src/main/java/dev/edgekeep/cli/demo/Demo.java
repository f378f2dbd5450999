package dev.edgekeep.cli.demo;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All of Edgekeep in one process, on loopback: control plane, edge node, key server, and an origin
 * to put them in front of; with what it made kept in one folder.
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
   * Starts it; makes what is missing in the folder, and keeps what the user has edited.
   *
   * @param ports the wanted ones; null: those of the configurations, else the default
   * @throws CommandFailure when a port is in use, or a configuration is wrong
   */
  static Demo start(Path data, @Nullable DemoPorts ports)
      throws CommandFailure, IOException, GeneralSecurityException {
    PrivateDirectory directory = PrivateDirectory.open(data);
    DemoFiles files = DemoFiles.open(data);
    boolean fresh = files.ensure(Instant.now());
    // A new key would open nothing of a database that there is.
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
      ControlProcess control = starting.keep(startControl(besides(config, keyServer)));
      Demo demo = new Demo(files, origin, keyServer, control);
      demo.ensureRecords(directory, fresh, asWritten);
      demo.writeContext(directory);
      return demo;
    } catch (CommandFailure | IOException | GeneralSecurityException | RuntimeException e) {
      starting.close();
      throw e;
    }
  }

  /** Null where the user has put a service of their own behind the edge. */
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

  /**
   * Whether a failure is the refusal of the JDK or the operating system to listen at a used
   * address.
   */
  private static boolean isAddressInUse(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof BindException
          || String.valueOf(at.getMessage()).contains("Address already in use")) {
        return true;
      }
    }
    return false;
  }

  /** No origin may be the key server's admin server. */
  private static ControlConfig besides(ControlConfig config, KeyServer keyServer) {
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
        what + "\nEnd the program that has it, or take other ports: edgekeep up --port-base 18443");
  }

  /** The ports are in a row: from that of HTTPS the origin's follows. */
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
      throws CommandFailure, IOException, GeneralSecurityException {
    String token = Files.readString(directory.path(DemoControlConfig.TOKEN)).strip();
    try (DemoApi api = new DemoApi(control.plaintextUrl(), token)) {
      DemoRecords records = new DemoRecords(api, files);
      DemoOrigin ours = origin;
      int keyServerPort = keyServer.address().getPort();
      boolean exist = records.exist();
      if (ours != null && (fresh || !exist)) {
        records.make(ours.address().getPort(), keyServerPort);
      } else if (ours != null && asWritten) {
        records.point(ours.address().getPort(), keyServerPort);
      }
      if (!exist || !files.hasClient(Instant.now())) {
        records.issueClient();
      }
      if (!exist) {
        check();
      }
    }
  }

  /** How the command line finds this control plane. */
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
    directory.write("context.yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Asks for a page of each host that should answer, all the way through.
   *
   * @throws CommandFailure when the answer is not what it should be
   */
  private void check() throws CommandFailure, IOException, GeneralSecurityException {
    DemoClient client = DemoClient.as(files, "client");
    for (String host : List.of(DemoFiles.REQUIRE_HOST, DemoFiles.KEYLESS_HOST)) {
      String status = client.get(https(), host, "TLSv1.3");
      if (!status.startsWith("HTTP/1.1 200")) {
        throw CommandFailure.outside(
            "a request for %s through the edge was answered %s; see the event log above"
                .formatted(host, status));
      }
    }
  }

  /** Where the edge accepts TLS. */
  InetSocketAddress https() {
    return control.edgeAddresses().getFirst();
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

  /** What was started so far, to be ended when the rest cannot be. */
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
