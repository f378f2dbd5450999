package dev.edgekeep.bench.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The conditions under which figures were measured; without them, figures mean little. */
public final class Conditions {
  private static final double QUIET = 0.5;

  private Conditions() {}

  /**
   * The conditions as lines of Markdown.
   *
   * @param effort the amount of measurement
   * @param versions of the peers
   */
  public static List<String> describe(String effort, List<String> versions) {
    double busy = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return List.of(
        "- at: " + Instant.now().truncatedTo(ChronoUnit.SECONDS),
        "- processor: %s, %d cores".formatted(processor(), cores()),
        "- kernel: %s, Java: %s".formatted(System.getProperty("os.version"), Runtime.version()),
        "- peers: " + (versions.isEmpty() ? "none" : String.join("; ", versions)),
        "- effort: " + effort,
        "- load average before: %s%s"
            .formatted(Figures.of(busy), busy > QUIET ? ": NOT A QUIET MACHINE" : ""));
  }

  private static long cores() {
    return lines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("processor"))
        .count();
  }

  private static String processor() {
    return lines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException _) {
      return List.of(); // A platform that does not provide it.
    }
  }
}
