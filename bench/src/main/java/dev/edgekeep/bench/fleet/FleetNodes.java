package dev.edgekeep.bench.fleet;

import dev.edgekeep.cli.node.EmbeddedNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The process of the nodes. It reads commands, one a line, and answers each with a line: {@code
 * join TOKEN}; {@code start}; {@code version V} and {@code revoked COUNT} wait until all nodes have
 * it, and tell for each when (nanoseconds of the machine's clock since it started); {@code heap}
 * tells the bytes in use after a collection. It ends with its input.
 */
public final class FleetNodes {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int AT_ONCE = 16;

  private final Path folder;
  private final List<String> tokens = new ArrayList<>();
  private List<ObservedNode> nodes = List.of();

  private FleetNodes(Path folder) {
    this.folder = folder;
  }

  /**
   * @param arguments a folder for the states of the nodes
   */
  public static void main(String[] arguments) throws Exception {
    FleetNodes nodes = new FleetNodes(Path.of(arguments[0]));
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      System.out.println(nodes.answer(line));
    }
    System.exit(0);
  }

  private String answer(String line) throws Exception {
    String[] words = line.split(" ", 2);
    return switch (words[0]) {
      case "join" -> {
        tokens.add(words[1]);
        yield "ok";
      }
      case "start" -> {
        start();
        yield "ok";
      }
      case "version" -> await(node -> node.version(Long.parseLong(words[1])));
      case "revoked" -> await(node -> node.revoked(Long.parseLong(words[1])));
      case "heap" -> Long.toString(heap());
      default -> throw new IllegalArgumentException(line);
    };
  }

  /** All join before the first one follows: each that joins is a change for those that follow. */
  private void start() throws InterruptedException, ExecutionException {
    List<Callable<@Nullable Void>> joining = new ArrayList<>();
    List<Callable<EmbeddedNode>> following = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      Path state = folder.resolve("node-" + i);
      String token = tokens.get(i);
      joining.add(() -> {
        EmbeddedNode.join(state, token);
        return null;
      });
      following.add(() -> EmbeddedNode.start(state, System.err::println));
    }
    List<ObservedNode> started = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE)) {
      for (Future<@Nullable Void> each : executor.invokeAll(joining)) {
        each.get();
      }
      for (Future<EmbeddedNode> node : executor.invokeAll(following)) {
        started.add(new ObservedNode(node.get()));
      }
    }
    nodes = started;
    Thread observer = Thread.ofPlatform().daemon().name("observer").unstarted(this::observe);
    observer.start();
  }

  private void observe() {
    try {
      while (true) {
        synchronized (this) {
          nodes.forEach(ObservedNode::look);
        }
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String await(ToLongFunction<ObservedNode> time) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() - end < 0) {
      long[] times;
      synchronized (this) {
        times = nodes.stream().mapToLong(time).toArray();
      }
      if (Arrays.stream(times).allMatch(each -> each >= 0)) {
        return Arrays.stream(times).mapToObj(Long::toString).collect(Collectors.joining(" "));
      }
      Thread.sleep(2);
    }
    return "late";
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
