package dev.edgekeep.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A process with all its descendants: a master and its workers are one server. */
public final class ProcessTree {
  private static final Path PROC = Path.of("/proc");
  private static final long BYTES_PER_KIB = 1_024;

  private final ProcessHandle root;

  public ProcessTree(ProcessHandle root) {
    this.root = root;
  }

  /** Processor time used so far, in steps of 10 ms for each process. */
  public Duration processorTime() {
    return pids().stream().map(ProcessTree::processorTime).reduce(Duration.ZERO, Duration::plus);
  }

  /** Resident memory in bytes. Shared memory is counted in each process. */
  public long residentBytes() {
    return pids().stream().mapToLong(ProcessTree::residentBytes).sum();
  }

  private List<Long> pids() {
    return Stream.concat(Stream.of(root), root.descendants()).map(ProcessHandle::pid).toList();
  }

  private static Duration processorTime(long pid) {
    String line = read(pid, "stat");
    return line.isEmpty() ? Duration.ZERO : ProcStat.parse(line).processorTime();
  }

  private static long residentBytes(long pid) {
    return residentBytes(read(pid, "status"));
  }

  static long residentBytes(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * BYTES_PER_KIB)
        .sum();
  }

  /** A process that has just ended has used nothing since. */
  private static String read(long pid, String file) {
    try {
      return Files.readString(PROC.resolve(Long.toString(pid)).resolve(file));
    } catch (NoSuchFileException _) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException("/proc/%d/%s cannot be read".formatted(pid, file), e);
    }
  }
}
