package dev.edgekeep.edge.testing;

import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real nginx with one server on a port of its own, until it is closed. */
public final class Nginx implements AutoCloseable {
  private final Process process;
  private final InetSocketAddress address;

  private Nginx(Process process, InetSocketAddress address) {
    this.process = process;
    this.address = address;
  }

  /**
   * A server that speaks HTTP.
   *
   * @param server the directives beside {@code listen}
   * @param http the directives beside the server
   */
  public static Nginx http(Path folder, String listenOptions, String server, String http) {
    String temporary =
        ("client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;"
                + " uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s; access_log off;\n")
            .formatted(folder);
    try {
      int port = freePort();
      Path config = folder.resolve("nginx-%d.conf".formatted(port));
      Files.writeString(
          config,
          """
          daemon off; pid %s/nginx-%d.pid; error_log stderr; worker_processes 1;
          events {}
          http { %s%s server { listen 127.0.0.1:%d%s; %s } }
          """
              .formatted(folder, port, temporary, http, port, listenOptions, server));
      Process process =
          new ProcessBuilder(List.of("nginx", "-p", folder.toString(), "-c", config.toString()))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("nginx-%d.log".formatted(port)).toFile())
              .start();
      Nginx nginx =
          new Nginx(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      Eventually.await("nginx listens", nginx::isListening);
      return nginx;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean isListening() {
    if (!process.isAlive()) {
      throw new AssertionError("nginx ended with status " + process.exitValue());
    }
    try (Socket _ = new Socket(address.getAddress(), address.getPort())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public InetSocketAddress address() {
    return address;
  }

  /** Returns when nginx and its worker have ended. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
