package dev.edgekeep.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The processor cores that this process may use, and their distribution: the first for the measured
 * server, the second for a server that it uses, all others for the load. With two cores, the load
 * shares the second one; with one, they share it.
 */
public record Cores(List<Integer> allowed) {
  private static final String FIELD = "Cpus_allowed_list:";

  public Cores {
    allowed = List.copyOf(allowed);
  }

  /** Reads the cores that the kernel allows for this process. */
  public static Cores ofThisProcess() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(FIELD))
        .findFirst()
        .map(line -> new Cores(parse(line.substring(FIELD.length()).strip())))
        .orElseThrow(() -> new IOException("/proc/self/status has no " + FIELD));
  }

  /** Parses the kernel's list format: {@code 0-3,8}. */
  static List<Integer> parse(String list) {
    List<Integer> cores = new ArrayList<>();
    for (String range : list.split(",", -1)) {
      String[] ends = range.split("-", -1);
      int first = Integer.parseInt(ends[0]);
      int last = Integer.parseInt(ends[ends.length - 1]);
      IntStream.rangeClosed(first, last).forEach(cores::add);
    }
    return cores;
  }

  /** Returns whether load and server have separate cores. */
  public boolean areApart() {
    return allowed.size() > 1;
  }

  /** The core of the measured server. */
  public int server() {
    return allowed.getFirst();
  }

  /** The core of a server that the measured one uses. */
  public int aide() {
    return allowed.get(Math.min(1, allowed.size() - 1));
  }

  /** Returns whether that server has a core that neither the load nor the measured server uses. */
  public boolean aideIsApart() {
    return allowed.size() > 2;
  }

  /** A command that runs {@code command} on a core. */
  public static List<String> pinned(int core, List<String> command) {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
    pinned.addAll(command);
    return pinned;
  }

  /** A command that runs {@code command} on all cores, also when this process runs on some. */
  public List<String> onAll(List<String> command) {
    String cores = allowed.stream().map(String::valueOf).collect(Collectors.joining(","));
    List<String> spread = new ArrayList<>(List.of("taskset", "-c", cores));
    spread.addAll(command);
    return spread;
  }

  /** Moves all threads of this process to the cores of the load. */
  public void pinLoad() throws IOException, InterruptedException {
    if (areApart()) {
      String cores =
          allowed.stream()
              .skip(aideIsApart() ? 2 : 1)
              .map(String::valueOf)
              .collect(Collectors.joining(","));
      String pid = Long.toString(ProcessHandle.current().pid());
      int status =
          new ProcessBuilder("taskset", "-a", "-p", "-c", cores, pid)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (status != 0) {
        throw new IOException("taskset could not move the load to cores " + cores);
      }
    }
  }
}
