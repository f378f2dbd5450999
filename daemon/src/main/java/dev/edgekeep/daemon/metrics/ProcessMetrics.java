package dev.edgekeep.daemon.metrics;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Resource usage of the process, read at each scrape. A value that the platform does not provide is
 * absent.
 */
public final class ProcessMetrics {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double BYTES_PER_KIB = 1024;

  private ProcessMetrics() {}

  public static void register(PrometheusRegistry registry) {
    CounterWithCallback.builder()
        .name("process_cpu_seconds")
        .help("Processor time used, user and system")
        .callback(sample -> cpuSeconds().ifPresent(sample::call))
        .register(registry);
    gauge(registry, "process_resident_memory_bytes", "Resident memory", ProcessMetrics::resident);
    gauge(
        registry,
        "process_start_time_seconds",
        "When the process started, since the epoch",
        ProcessMetrics::startSeconds);
    gauge(registry, "jvm_heap_used_bytes", "Java heap in use", ProcessMetrics::heapUsed);
    gauge(
        registry,
        "edgekeep_direct_memory_bytes",
        "Memory outside of the heap that network buffers hold",
        ProcessMetrics::directMemory);
  }

  private static void gauge(
      PrometheusRegistry registry, String name, String help, Supplier<OptionalDouble> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(sample -> value.get().ifPresent(sample::call))
        .register(registry);
  }

  private static OptionalDouble cpuSeconds() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(ProcessMetrics::seconds)
        .orElseGet(OptionalDouble::empty);
  }

  private static OptionalDouble seconds(Duration duration) {
    return OptionalDouble.of(duration.toNanos() / 1e9);
  }

  private static OptionalDouble startSeconds() {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> OptionalDouble.of(start.toEpochMilli() / 1e3))
        .orElseGet(OptionalDouble::empty);
  }

  /** {@code VmRSS} of proc(5), in kB; absent where there is no /proc. */
  private static OptionalDouble resident() {
    if (!Files.isReadable(STATUS)) {
      return OptionalDouble.empty();
    }
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KIB)
          .findFirst();
    } catch (IOException _) {
      return OptionalDouble.empty();
    }
  }

  private static OptionalDouble heapUsed() {
    Runtime runtime = Runtime.getRuntime();
    return OptionalDouble.of((double) (runtime.totalMemory() - runtime.freeMemory()));
  }

  private static OptionalDouble directMemory() {
    return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
        ? OptionalDouble.of((double) provider.metric().usedDirectMemory())
        : OptionalDouble.empty();
  }
}
