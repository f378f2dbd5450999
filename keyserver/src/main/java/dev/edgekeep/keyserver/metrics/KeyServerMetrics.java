package dev.edgekeep.keyserver.metrics;

import dev.edgekeep.daemon.logging.LogWriter;
import dev.edgekeep.daemon.metrics.DurationHistogram;
import dev.edgekeep.daemon.metrics.Expiries;
import dev.edgekeep.daemon.metrics.ExpiryMetrics;
import dev.edgekeep.daemon.metrics.ProcessMetrics;
import dev.edgekeep.daemon.metrics.Reasons;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyserver.audit.Outcome;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The metrics of a key server, in a Prometheus registry. Any thread; never blocks. */
public final class KeyServerMetrics {
  private static final String PREFIX = "edgekeep_keyserver_";
  private static final long[] BOUNDS =
      LongStream.of(
              50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000,
              500_000, 1_000_000, 2_000_000, 5_000_000)
          .map(TimeUnit.MICROSECONDS::toNanos)
          .toArray();

  private final PrometheusRegistry registry;
  private final OperationCounters operations;
  private final DurationHistogram operationSeconds;
  private final CounterDataPoint pings;
  private final Gauge connections;
  private final Counter connectionsOpened;
  private final Reasons connectionsRefused;
  private final Reasons connectionsEnded;
  private final CounterDataPoint reloadsDone;
  private final CounterDataPoint reloadsRefused;

  public KeyServerMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    operations =
        new OperationCounters(
            counter(
                "operations", "Requests, by how they ended", "algorithm", "operation", "outcome"));
    operationSeconds =
        new DurationHistogram(
            PREFIX + "operation_seconds",
            "Time from the arrival of a request to its answer, for operations that were begun",
            BOUNDS);
    registry.register(operationSeconds);
    pings = counter("pings", "Pings answered").labelValues();
    connections = gauge("connections", "Connections of edges that are open");
    connectionsOpened = counter("connections_opened", "Connections accepted");
    connectionsRefused =
        new Reasons(counter("connections_refused", "Connections refused", "reason"));
    connectionsEnded =
        new Reasons(counter("connections_ended", "Connections that the server ended", "reason"));
    Counter reloads = counter("reloads", "Reloads, by how they ended", "result");
    reloadsDone = reloads.labelValues("done");
    reloadsRefused = reloads.labelValues("refused");
    ProcessMetrics.register(registry);
  }

  /** Registers the metrics of what ends. Once at most. */
  public void expiries(InstantSource clock, Consumer<Expiries> source) {
    ExpiryMetrics.register(registry, clock, source);
  }

  /** Registers {@code edgekeep_keyserver_build_info}. Once at most. */
  public void build(String version, String crypto) {
    Info.builder()
        .name(PREFIX + "build_info")
        .help("What this key server runs")
        .labelNames("version", "java", "crypto")
        .register(registry)
        .setLabelValues(version, Runtime.version().toString(), crypto);
  }

  /** Registers the counter of the lines that these logs dropped. Once at most. */
  public void logs(List<LogWriter> logs) {
    CounterWithCallback.builder()
        .name(PREFIX + "log_lines_dropped")
        .help("Log lines lost: the log could not keep up")
        .labelNames("log")
        .callback(sample -> logs.forEach(log -> sample.call((double) log.dropped(), log.name())))
        .register(registry);
  }

  /**
   * Registers the gauge of the operations that wait or are under way. Once at most.
   *
   * @param pools by the place of their keys, {@code file} or {@code token}
   */
  public void inFlight(Map<String, IntSupplier> pools) {
    GaugeWithCallback.builder()
        .name(PREFIX + "operations_in_flight")
        .help("Operations that wait or are under way, by where their keys lie")
        .labelNames("keys")
        .callback(
            sample -> pools.forEach((name, count) -> sample.call((double) count.getAsInt(), name)))
        .register(registry);
  }

  /**
   * Registers the gauge of the keys that are held. Once at most.
   *
   * @param keys by algorithm
   */
  public void keys(Supplier<Map<String, Long>> keys) {
    GaugeWithCallback.builder()
        .name(PREFIX + "keys")
        .help("Keys that are held")
        .labelNames("algorithm")
        .callback(sample ->
            keys.get().forEach((algorithm, count) -> sample.call((double) count, algorithm)))
        .register(registry);
  }

  /**
   * Registers the gauge of the tokens that can be used. Once at most.
   *
   * @param tokens by label
   */
  public void tokens(Supplier<Map<String, Boolean>> tokens) {
    GaugeWithCallback.builder()
        .name(PREFIX + "token_up")
        .help("Whether a token can be used")
        .labelNames("token")
        .callback(sample -> tokens.get().forEach((label, isUp) -> sample.call(isUp ? 1 : 0, label)))
        .register(registry);
  }

  /**
   * A request was answered.
   *
   * @param algorithm of the key; null when there was no key
   * @param opcode null when it is unknown
   */
  public void answered(@Nullable String algorithm, @Nullable Opcode opcode, Outcome outcome) {
    operations.count(algorithm, opcode, outcome);
  }

  /** An operation took so long, its wait included. */
  public void took(long nanos) {
    operationSeconds.observe(nanos);
  }

  public void ping() {
    pings.inc();
  }

  public void connectionOpened() {
    connections.inc();
    connectionsOpened.inc();
  }

  public void connectionClosed() {
    connections.dec();
  }

  /**
   * A connection was refused.
   *
   * @param reason a verdict's label, or one of a small fixed set
   */
  public void connectionRefused(String reason) {
    connectionsRefused.count(reason);
  }

  /**
   * The server ended a connection that it had accepted.
   *
   * @param reason a verdict's label, or one of a small fixed set
   */
  public void connectionEnded(String reason) {
    connectionsEnded.count(reason);
  }

  public void reloaded(boolean done) {
    (done ? reloadsDone : reloadsRefused).inc();
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name(PREFIX + name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  private Gauge gauge(String name, String help) {
    return Gauge.builder().name(PREFIX + name).help(help).withoutExemplars().register(registry);
  }
}
