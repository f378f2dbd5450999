package dev.edgekeep.cli.control;

import com.sun.net.httpserver.HttpServer;
import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.config.logs.LogTarget;
import dev.edgekeep.config.material.Secret;
import dev.edgekeep.control.api.ApiEndpoint;
import dev.edgekeep.control.config.ControlConfig;
import dev.edgekeep.control.secret.MasterKeySource;
import dev.edgekeep.control.store.StoreLocation;
import dev.edgekeep.control.token.TokenAuthentication;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A control plane with an edge node and an origin that answers every request with 200, all on
 * loopback. Its files are in a folder of the test. One thread.
 */
public final class TestControlPlane implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final Path folder;
  private final HttpServer origin;
  private ControlProcess process;

  private TestControlPlane(Path folder, HttpServer origin, ControlProcess process) {
    this.folder = folder;
    this.origin = origin;
    this.process = process;
  }

  public static TestControlPlane start(Path folder) throws IOException, CommandFailure {
    HttpServer origin = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    origin.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    origin.start();
    return new TestControlPlane(folder, origin, ControlProcess.start(config(folder)));
  }

  /** Stops the control plane and the edge, and starts both again with the same database. */
  void restart() throws CommandFailure {
    process.close();
    process = ControlProcess.start(config(folder));
  }

  /** The URL of the API. */
  public String url() {
    return process.url();
  }

  public String originUrl() {
    return "http://127.0.0.1:" + origin.getAddress().getPort();
  }

  /** The address of the edge, which changes with each restart. */
  InetSocketAddress edge() {
    return process.edgeAddresses().getFirst();
  }

  /** The token of an administrator. */
  public Path tokenFile() {
    return folder.resolve("admin.token");
  }

  /** Runs a command with the administrator's token. */
  public CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", url(), "--token-file", tokenFile().toString()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  @Override
  public void close() {
    process.close();
    origin.stop(0);
  }

  private static ControlConfig config(Path folder) {
    Listener listener = new Listener(new InetSocketAddress(LOOPBACK, 0), false, null);
    Logs logs =
        new Logs(
            new LogTarget.ToFile(folder.resolve("access.log").toAbsolutePath()),
            new LogTarget.ToFile(folder.resolve("events.log").toAbsolutePath()));
    return ControlConfig.of(
            new ApiEndpoint(new InetSocketAddress(LOOPBACK, 0), null, true),
            new StoreLocation.Sqlite(folder.resolve("edgekeep.db")),
            new MasterKeySource.Plain(
                new Secret.Given("00112233445566778899aabbccddeeff".repeat(2))),
            folder.resolve("admin.token"))
        .limits(new TokenAuthentication.Limits(1_000, Duration.ofMinutes(1), 100_000))
        .edge(new NodeSettings("edge-1", List.of(listener), null, null, Limits.DEFAULT, logs))
        .build();
  }
}
