package dev.edgekeep.control.testing;

import dev.edgekeep.control.store.StoreLocation;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A real PostgreSQL on loopback, in a temporary folder, for as long as the tests run. */
public final class PostgresServer {
  private static final PostgresServer SHARED = start();
  private static final String SUPERUSER = "postgres";
  private static final int ATTEMPTS = 5;

  private final int port;
  private final Path folder;
  private final Path data;
  private final AtomicInteger databases = new AtomicInteger();

  private PostgresServer(int port, Path folder, Path data) {
    this.port = port;
    this.folder = folder;
    this.data = data;
  }

  /** One that a test may stop. */
  public static PostgresServer another() {
    return start();
  }

  /** Ends it as an operator would, and all its connections. */
  public void stop() {
    run(command("pg_ctl", "stop", "-w", "-m", "fast", "-D", data.toString()));
  }

  /** Starts it again on the same port. */
  public void startAgain() {
    try {
      Process server = launch(data, port, folder.resolve("log"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, folder)));
      Eventually.await("PostgreSQL answers", this::answers);
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL cannot be started again", e);
    }
  }

  static PostgresServer shared() {
    return SHARED;
  }

  private static PostgresServer start() {
    try {
      Path folder = Files.createTempDirectory("edgekeep-postgresql");
      Path data = folder.resolve("data");
      if (isRoot()) {
        run(List.of("chown", SUPERUSER, folder.toString()));
      }
      run(
          command(
              "initdb",
              "-D",
              data.toString(),
              "-U",
              SUPERUSER,
              "-A",
              "trust",
              "-N",
              "-E",
              "UTF8",
              "--locale=C"));
      return start(folder, data);
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL cannot be started", e);
    }
  }

  /** Tries another port when somebody was faster to take the one that was free. */
  private static PostgresServer start(Path folder, Path data) throws IOException {
    Path log = folder.resolve("log");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      PostgresServer started = new PostgresServer(freePort(), folder, data);
      Process server = launch(data, started.port, log);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, folder)));
      Eventually.await(
          "PostgreSQL answers, or gives up", () -> !server.isAlive() || started.answers());
      if (server.isAlive()) {
        return started;
      }
    }
    throw new AssertionError("PostgreSQL cannot be started: " + Files.readString(log));
  }

  private static Process launch(Path data, int port, Path log) throws IOException {
    List<String> command = command("postgres", "-D", data.toString(), "-p", Integer.toString(port));
    for (String setting :
        List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=off",
            "max_connections=200")) {
      command.addAll(List.of("-c", setting));
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** It refuses to run as root. */
  private static List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("runuser", "-u", SUPERUSER, "--"));
    }
    command.add(find(program));
    command.addAll(List.of(arguments));
    return command;
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** Debian keeps the server's programs apart, by version. */
  private static String find(String program) {
    Path versions = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(versions)) {
      return program;
    }
    try (Stream<Path> found = Files.list(versions)) {
      return found
          .map(version -> version.resolve("bin").resolve(program))
          .filter(Files::isExecutable)
          .max(Path::compareTo)
          .map(Path::toString)
          .orElse(program);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(List<String> command) {
    Processes.Result result = Processes.run("", command);
    if (result.status() != 0) {
      throw new AssertionError("%s: %s".formatted(command, result.output()));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean answers() {
    try (Connection connection = DriverManager.getConnection(url(SUPERUSER), SUPERUSER, "")) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  public StoreLocation createDatabase() {
    String name = "test" + databases.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(url(SUPERUSER), SUPERUSER, "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new AssertionError("no database can be made", e);
    }
    return new StoreLocation.Postgresql(url(name), SUPERUSER, null);
  }

  private static void stop(Process server, Path folder) {
    server.descendants().forEach(ProcessHandle::destroy);
    server.destroy();
    try {
      if (!server.waitFor(10, TimeUnit.SECONDS)) {
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly();
      }
      Processes.run("", List.of("rm", "-rf", folder.toString()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
