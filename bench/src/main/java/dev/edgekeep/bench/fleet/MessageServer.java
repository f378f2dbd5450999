package dev.edgekeep.bench.fleet;

import dev.edgekeep.bench.measure.ProcessTree;
import dev.edgekeep.bench.peers.Cores;
import dev.edgekeep.bench.peers.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real {@code nats-server} that can be killed and started again with what it has on disk. One
 * thread at a time; blocks.
 */
final class MessageServer implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);
  private static final Pattern OUT_BYTES = Pattern.compile("\"out_bytes\": *(\\d+)");

  private final Path program;
  private final Path folder;
  private final Cores cores;
  private final int port = freePort();
  private final int monitor = freePort();
  private Process process;

  private MessageServer(Path program, Path folder, Cores cores)
      throws IOException, InterruptedException {
    this.program = program;
    this.folder = folder;
    this.cores = cores;
    this.process = launch();
  }

  static MessageServer start(Path folder, Cores cores) throws IOException, InterruptedException {
    Path program =
        Programs.find("nats-server")
            .orElseThrow(() ->
                new IOException(
                    "nats-server is not installed (Debian: apt-get install nats-server)"));
    return new MessageServer(program, folder, cores);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("there is no free port", e);
    }
  }

  private Process launch() throws IOException, InterruptedException {
    Path file =
        Files.writeString(
            folder.resolve("nats.conf"),
            """
            listen: "127.0.0.1:%d"
            http: "127.0.0.1:%d"
            jetstream { store_dir: "%s" }
            """
                .formatted(port, monitor, folder.resolve("store")));
    Process started =
        new ProcessBuilder(cores.onAll(List.of(program.toString(), "-c", file.toString())))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("nats.log").toFile()))
            .start();
    long end = System.nanoTime() + STARTS_WITHIN.toNanos();
    while (!listens()) {
      if (!started.isAlive() || System.nanoTime() - end > 0) {
        throw new IOException("nats-server does not listen; see nats.log");
      }
      Thread.sleep(5);
    }
    return started;
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  String url() {
    return "nats://127.0.0.1:" + port;
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void restart() throws IOException, InterruptedException {
    process = launch();
  }

  /** The bytes of all messages that it has sent since it started. */
  long sentBytes() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String body =
          client
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/varz".formatted(monitor)))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      Matcher bytes = OUT_BYTES.matcher(body);
      if (!bytes.find()) {
        throw new IOException("nats-server does not say how much it has sent");
      }
      return Long.parseLong(bytes.group(1));
    }
  }

  ProcessTree usage() {
    return new ProcessTree(process.toHandle());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
