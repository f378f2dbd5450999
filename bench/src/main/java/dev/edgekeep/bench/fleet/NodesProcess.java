package dev.edgekeep.bench.fleet;

import dev.edgekeep.bench.measure.ProcessTree;
import dev.edgekeep.bench.peers.Cores;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The process of {@link FleetNodes}, seen from the benchmark. One thread at a time; blocks. */
final class NodesProcess implements AutoCloseable {
  private static final int MEBIBYTES = 512;
  private static final int MEBIBYTES_EACH = 10;

  private final Process process;
  private final BufferedReader answers;

  private NodesProcess(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  static NodesProcess launch(Path folder, int nodes, Cores cores) throws IOException {
    return new NodesProcess(
        new ProcessBuilder(
                cores.onAll(
                    List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx%dm".formatted(MEBIBYTES + MEBIBYTES_EACH * nodes),
                        "-Xss256k",
                        "-XX:+UseG1GC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FleetNodes.class.getName(),
                        folder.toString())))
            .redirectError(folder.resolve("nodes.log").toFile())
            .start());
  }

  /** Lets all nodes join, and returns when they follow the feed. */
  void join(List<String> tokens) throws IOException {
    for (String token : tokens) {
      ask("join " + token);
    }
    ask("start");
  }

  /** The time at which each node had a version in force. */
  long[] awaitVersion(long version) throws IOException {
    return times(ask("version " + version));
  }

  /** The time at which each node refused so many serial numbers. */
  long[] awaitRevoked(long count) throws IOException {
    return times(ask("revoked " + count));
  }

  long heapBytes() throws IOException {
    return Long.parseLong(ask("heap"));
  }

  ProcessTree usage() {
    return new ProcessTree(process.toHandle());
  }

  private static long[] times(String answer) throws IOException {
    if (answer.equals("late")) {
      throw new IOException("not all nodes have it in time");
    }
    return Arrays.stream(answer.split(" ", -1)).mapToLong(Long::parseLong).toArray();
  }

  private String ask(String command) throws IOException {
    process.outputWriter(StandardCharsets.UTF_8).write(command + "\n");
    process.outputWriter(StandardCharsets.UTF_8).flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the process of the nodes has ended; see its nodes.log");
    }
    return answer;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
