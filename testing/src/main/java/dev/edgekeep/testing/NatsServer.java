package dev.edgekeep.testing;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real message server ({@code nats-server}) with JetStream on a free port, which can be killed
 * and started again with what it has on disk.
 */
public final class NatsServer implements AutoCloseable {
  private final Path folder;
  private final int port;
  private String configuration;
  private Process process;

  private NatsServer(Path folder, int port, String configuration) {
    this.folder = folder;
    this.port = port;
    this.configuration = configuration;
    this.process = launch();
  }

  /** Starts a server without accounts and TLS, with a folder of its own. */
  public static NatsServer start(Path folder) {
    int port = freePort();
    return start(folder, port, plain(folder, port));
  }

  /**
   * Starts a server with a configuration.
   *
   * @param port the one that the configuration names
   */
  public static NatsServer start(Path folder, int port, String configuration) {
    return new NatsServer(folder, port, configuration);
  }

  private static String plain(Path folder, int port) {
    return """
    listen: "127.0.0.1:%d"
    jetstream { store_dir: "%s" }
    """
        .formatted(port, folder.resolve("store"));
  }

  /** A port that nobody listens on now. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public int port() {
    return port;
  }

  public String url() {
    return "nats://127.0.0.1:" + port;
  }

  /** Kills the server at once: it cannot write anything any more. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts the server again after {@link #kill}. */
  public void restart() {
    process = launch();
  }

  /** Starts the server again after {@link #kill}, with another configuration. */
  public void restart(String other) {
    configuration = other;
    process = launch();
  }

  /** Deletes what a killed server has on disk. */
  public void wipe() {
    deleteAll(folder.resolve("store").toFile());
  }

  private static void deleteAll(File file) {
    File[] files = file.listFiles();
    if (files != null) {
      for (File child : files) {
        deleteAll(child);
      }
    }
    if (!file.delete() && file.exists()) {
      throw new AssertionError(file + " cannot be deleted");
    }
  }

  private Process launch() {
    try {
      Path file = Files.writeString(folder.resolve("nats-" + port + ".conf"), configuration);
      File log = folder.resolve("nats-" + port + ".log").toFile();
      Process started =
          new ProcessBuilder(List.of(program(), "-c", file.toString()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
              .start();
      Eventually.await(
          "the message server listens", () -> isListening() || hasEnded(started, log.toPath()));
      return started;
    } catch (IOException e) {
      throw new AssertionError("nats-server cannot be started", e);
    }
  }

  /** Debian has it where only the superuser looks. */
  private static String program() {
    return Files.isExecutable(Path.of("/usr/sbin/nats-server"))
        ? "/usr/sbin/nats-server"
        : "nats-server";
  }

  private boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean hasEnded(Process started, Path log) {
    if (started.isAlive()) {
      return false;
    }
    try {
      throw new AssertionError("nats-server ended: " + Files.readString(log));
    } catch (IOException e) {
      throw new AssertionError("nats-server ended", e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
