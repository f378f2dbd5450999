package dev.edgekeep.bench.peers;

import dev.edgekeep.bench.measure.ProcessTree;
import dev.edgekeep.bench.peers.Peer.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server process, from its start until it is closed. */
public final class Server implements AutoCloseable {
  private static final Duration LISTENS_WITHIN = Duration.ofMinutes(2);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

  private final String name;
  private final Process process;
  private final ProcessTree tree;
  private final InetSocketAddress address;
  private final Path output;

  private Server(String name, Process process, int port, Path output) {
    this.name = name;
    this.process = process;
    this.tree = new ProcessTree(process.toHandle());
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.output = output;
  }

  /** Starts a server; it may not listen yet. */
  public static Server launch(Peer peer, Place place) throws IOException {
    Path directory = Files.createTempDirectory(place.directory(), peer.name());
    int port = Ports.free();
    List<String> command =
        Cores.pinned(peer.core(place.cores()), peer.configure(directory, port, place));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new Server(peer.name(), process, port, output);
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public InetSocketAddress address() {
    return address;
  }

  /** The resources that it has used so far. */
  public ProcessTree usage() {
    return tree;
  }

  /** Waits until connections are accepted; fails if the server exits first. */
  public void awaitListening() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LISTENS_WITHIN.toNanos();
    while (!listens()) {
      requireAlive();
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("%s does not listen after %s".formatted(name, LISTENS_WITHIN));
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  /**
   * @throws IOException with the end of its output, if it has exited
   */
  public void requireAlive() throws IOException {
    if (!process.isAlive()) {
      List<String> said = Files.readAllLines(output);
      String last = String.join("\n", said.subList(Math.max(0, said.size() - 20), said.size()));
      throw new IOException(
          "%s ended with status %d:%n%s".formatted(name, process.exitValue(), last));
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(address, 1_000);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** Asks the process to exit, and kills it if it does not. */
  @Override
  public void close() {
    List<ProcessHandle> descendants = process.toHandle().descendants().toList();
    process.destroy();
    if (!endsWithin(ENDS_WITHIN)) {
      process.destroyForcibly();
      descendants.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private boolean endsWithin(Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
