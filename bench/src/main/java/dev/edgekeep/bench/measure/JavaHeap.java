package dev.edgekeep.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The heap of another Java process, as reported by this Java installation's {@code jcmd}. */
public final class JavaHeap {
  private static final Pattern GENERATION = Pattern.compile("total \\d+K, used (\\d+)K");
  private static final long BYTES_PER_KIB = 1_024;

  private JavaHeap() {}

  /**
   * The bytes in use after a collection. Resident memory does not show them, because a grown heap
   * rarely shrinks.
   */
  public static long liveBytes(long pid) throws IOException, InterruptedException {
    ask(pid, "GC.run");
    return used(ask(pid, "GC.heap_info"));
  }

  static long used(String heapInfo) {
    return GENERATION
            .matcher(heapInfo)
            .results()
            .mapToLong(generation -> Long.parseLong(generation.group(1)))
            .sum()
        * BYTES_PER_KIB;
  }

  private static String ask(long pid, String command) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(pid), command).redirectErrorStream(true).start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd %d %s failed: %s".formatted(pid, command, answer));
    }
    return answer;
  }
}
