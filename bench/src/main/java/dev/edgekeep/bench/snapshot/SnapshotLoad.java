package dev.edgekeep.bench.snapshot;

import com.sun.management.OperatingSystemMXBean;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.read.ReadResult.Read;
import dev.edgekeep.snapshot.read.ReadResult.Refused;
import dev.edgekeep.snapshot.read.SnapshotReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Loads a configuration with many hosts, first cold like a starting edge and then again, and prints
 * the cost. Arguments: the number of hosts (100000), and a {@link ManyHosts.Form} (default: all).
 */
public final class SnapshotLoad {
  private SnapshotLoad() {}

  public static void main(String[] arguments) throws Exception {
    int hosts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    for (ManyHosts.Form form : ManyHosts.Form.values()) {
      if (arguments.length < 2 || form.name().equals(arguments[1])) {
        measure(hosts, form);
      }
    }
  }

  private static void measure(int hosts, ManyHosts.Form form) throws Exception {
    Path folder = Files.createTempDirectory("many-hosts");
    try {
      Path config = new ManyHosts().write(folder, hosts, form);
      System.out.printf("%s, %,d hosts, %,d bytes%n", form, hosts, Files.size(config));
      for (int run = 1; run <= 3; run++) {
        measure(config, hosts, run);
      }
    } finally {
      delete(folder);
    }
  }

  private static void measure(Path config, int hosts, int run) {
    long before = usedBytes();
    long start = System.nanoTime();
    long startCpu = processNanos();
    Snapshot snapshot = load(config);
    long millis = (System.nanoTime() - start) / 1_000_000;
    long cpuMillis = (processNanos() - startCpu) / 1_000_000;
    long retained = usedBytes() - before;
    System.out.printf(
        "  run %d: %,d ms, %,d ms of processor time, %,d bytes a host%n",
        run, millis, cpuMillis, retained / Math.max(hosts, snapshot.hosts().size()));
  }

  private static Snapshot load(Path config) {
    return switch (SnapshotReader.read(config)) {
      case Read read -> read.snapshot();
      case Refused refused -> throw new IllegalStateException(refused.problems().toString());
    };
  }

  /** The processor time of all threads, including compilers and collectors. */
  private static long processNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static long usedBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
